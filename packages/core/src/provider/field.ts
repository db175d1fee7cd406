export const FIELD_KINDS = ["text", "secret", "switch", "hostname", "choice", "certificate"] as const;

/**
 * A field of a connection as data. The form, the validation, the redaction list and the help page are made from it, so a
 * new provider brings no code outside its package.
 */
export interface FieldDefinition {
  /** Key in the connection's config; never changes once rows hold it. */
  readonly key: string;
  readonly label: string;
  /** One or two sentences beside the input: what it is and where to find it. */
  readonly help?: string;
  readonly placeholder?: string;
  /**
   * `secret` is stored encrypted, never shown again and redacted everywhere; `hostname` is a bare `host[:port]`; `choice` is
   * one of `choices`; `certificate` is one or more certificates as PEM text, which the platform trusts beside the public ones
   * for this connection, and for no other: they are no secret, and the provider has nothing to do with them.
   */
  readonly kind: (typeof FIELD_KINDS)[number];
  /** What a `choice` can be, at least two. Where nothing is chosen, it is the first. */
  readonly choices?: readonly FieldChoice[];
  /** Asked for whenever the field is shown. A switch or a choice is never required: off, or the first, is an answer. */
  readonly required?: boolean;
  /** The field is shown, and counts, only while this switch is on. */
  readonly shownWhen?: { readonly field: string; readonly equals: boolean };
  /** Longest value in characters; 200 where absent. Certificates have a bound of their own. */
  readonly maxLength?: number;
  /**
   * The value names the account at the provider. Mappings and assignments hold ids of that account, so it cannot be
   * changed on an existing connection.
   */
  readonly identity?: boolean;
}

export interface FieldChoice {
  /** Stored in the connection's config; never changes once rows hold it. */
  readonly value: string;
  readonly label: string;
  /** What follows from it, in one sentence. */
  readonly help?: string;
}

/** A connection's settings and secrets by field key, after validation. */
export type ConnectionConfig = Readonly<Record<string, string | boolean>>;

/** Whether the field is shown for these values (an absent switch is off). */
export function isFieldShown(field: FieldDefinition, values: Readonly<Record<string, unknown>>): boolean {
  if (field.shownWhen === undefined) return true;
  return (values[field.shownWhen.field] === true) === field.shownWhen.equals;
}

/** Certificates (PEM) of a config that is complete, to be trusted for its connection beside the public ones. */
export function certificatesOf(fields: readonly FieldDefinition[], config: ConnectionConfig): string[] {
  const shown = fields.filter((field) => field.kind === "certificate" && isFieldShown(field, config));
  return shown.map((field) => config[field.key]).filter((value) => typeof value === "string" && value !== "") as string[];
}

/** Keys whose values must never leave the platform. */
export function secretKeys(fields: readonly FieldDefinition[]): string[] {
  return fields.filter((field) => field.kind === "secret").map((field) => field.key);
}
