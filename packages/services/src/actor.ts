/** Who does something: from the access token, or the platform itself. */
export interface Actor {
  /** Subject of the token; `system` for the platform itself. */
  readonly subject: string;
  readonly role: "partner" | "support" | "platform" | "system";
  readonly ip: string | null;
}

export const SYSTEM: Actor = { subject: "system", role: "system", ip: null };
