import { createHmac, randomBytes } from "node:crypto";

/** Names of the headers of a webhook. Receivers rely on them. */
export const SIGNATURE_HEADER = "integrations-signature";
export const NOTICE_ID_HEADER = "integrations-notice-id";

/** 32 random bytes, in letters that can be pasted anywhere. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64url")}`;
}

/**
 * `t=<seconds since 1970>,v1=<HMAC-SHA256 in hexadecimal>` over the time, a full stop and the body as it is sent. The key is the
 * secret as it was shown, `whsec_` included.
 */
export function signWebhook(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

/** What the secret of a webhook is bound to in the vault, so that it cannot be exchanged with credentials of the same connection. */
export function webhookBinding(connectionId: string, providerId: string): { connectionId: string; providerId: string } {
  return { connectionId, providerId: `webhook of ${providerId}` };
}
