import { configSchema, useSchemasWithoutEval, type FieldDefinition } from "@integrations/core";
import { configOf, isKeptSecret, type ConnectionForm, type StoredConnection } from "./connection-form.ts";

useSchemasWithoutEval();

/** What is wrong, by field key, in the words of the server's own schema. Empty where the form may be sent. */
export function errorsOf(fields: readonly FieldDefinition[], form: ConnectionForm, stored: StoredConnection): Record<string, string> {
  const storedSecrets = fields.filter((field) => isKeptSecret(field, form, stored)).map((field) => field.key);
  const parsed = configSchema(fields, { storedSecrets }).safeParse(configOf(fields, form, stored));
  const errors: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) errors[String(issue.path[0] ?? "")] ??= issue.message;
  return errors;
}
