import { isFieldShown, type FieldDefinition } from "@integrations/core";

export type FieldValue = string | boolean;

/** What stands in the form. */
export interface ConnectionForm {
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Keys of stored secrets that are being replaced; the others stay as they are. */
  readonly replacing: readonly string[];
}

/** What is stored of the connection; nothing before it is enabled. */
export interface StoredConnection {
  readonly settings: Readonly<Record<string, FieldValue>>;
  /** By field key, whether a secret is stored. */
  readonly secretsSet: Readonly<Record<string, boolean>>;
}

/** The form as it stands before anybody types: secrets are always empty, since they never come back. */
export function formOf(fields: readonly FieldDefinition[], stored: StoredConnection): ConnectionForm {
  const values = fields.map((field): [string, FieldValue] => {
    if (field.kind === "switch") return [field.key, stored.settings[field.key] === true];
    const value = field.kind === "secret" ? "" : stored.settings[field.key];
    return [field.key, typeof value === "string" ? value : (field.choices?.[0]?.value ?? "")];
  });
  return { values: Object.fromEntries(values), replacing: [] };
}

export function shownFields(fields: readonly FieldDefinition[], form: ConnectionForm): FieldDefinition[] {
  return fields.filter((field) => isFieldShown(field, form.values));
}

/** Whether the field shows that a secret is stored, in place of an input. */
export function isKeptSecret(field: FieldDefinition, form: ConnectionForm, stored: StoredConnection): boolean {
  return field.kind === "secret" && stored.secretsSet[field.key] === true && !form.replacing.includes(field.key);
}

/** The config to send: hidden fields and kept secrets are left out. */
export function configOf(fields: readonly FieldDefinition[], form: ConnectionForm, stored: StoredConnection): Record<string, FieldValue> {
  const sent = shownFields(fields, form).filter((field) => !isKeptSecret(field, form, stored));
  return Object.fromEntries(sent.map((field) => [field.key, form.values[field.key] ?? ""]));
}

/** How many fields are not as they are stored. */
export function countChanges(fields: readonly FieldDefinition[], form: ConnectionForm, stored: StoredConnection): number {
  const before = formOf(fields, stored).values;
  return shownFields(fields, form).filter((field) =>
    field.kind === "secret" ? form.values[field.key] !== "" : form.values[field.key] !== before[field.key],
  ).length;
}

/** The form without what must never be written down, for a draft. Where certificates belong, somebody may have pasted a key. */
export function withoutSecrets(fields: readonly FieldDefinition[], form: ConnectionForm): ConnectionForm {
  const isSecret = ({ key, kind }: FieldDefinition): boolean =>
    kind === "secret" || (kind === "certificate" && String(form.values[key] ?? "").includes("PRIVATE KEY"));
  const secrets = new Set(fields.filter(isSecret).map((field) => field.key));
  return { ...form, values: Object.fromEntries(Object.entries(form.values).map(([key, value]) => [key, secrets.has(key) ? "" : value])) };
}
