import { configSchema, isFieldShown, type ConnectionConfig, type FieldDefinition, type Provider } from "@integrations/core";
import type { ConnectionRecord } from "@integrations/database";
import { CredentialsUnreadable } from "../credentials/credential-vault.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { refuseUnfitCertificates } from "./connection-certificates.ts";

/** What is stored of a connection's config. */
export interface StoredConfig {
  readonly settings: Readonly<Record<string, string | boolean>>;
  /** Empty where the stored ones cannot be opened: then all have to be given again. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly readable: boolean;
}

export async function readStoredConfig(context: ServiceContext, connection: ConnectionRecord): Promise<StoredConfig> {
  const { settings } = connection;
  try {
    const binding = { connectionId: connection.id, providerId: connection.providerId };
    return { settings, secrets: await context.vault.open(connection.sealedSecrets, binding), readable: true };
  } catch (error) {
    if (error instanceof CredentialsUnreadable) return { settings, secrets: {}, readable: false };
    throw error;
  }
}

/**
 * The whole config, from what was given and, for what was left out, from what is stored.
 * @throws Refusal `invalid_input` naming every field that is wrong
 */
export function completeConfig(
  provider: Provider,
  given: Readonly<Record<string, unknown>>,
  stored?: Pick<StoredConfig, "settings" | "secrets">,
): ConnectionConfig {
  const secrets = Object.entries(stored?.secrets ?? {});
  const parsed = configSchema(provider.fields, { storedSecrets: secrets.map(([key]) => key) }).safeParse({ ...stored?.settings, ...given });
  if (!parsed.success) {
    throw new Refusal("invalid_input", {
      issues: parsed.error.issues.map((issue) => ({ field: ["config", ...issue.path].join("."), message: issue.message })),
    });
  }
  refuseUnfitCertificates(provider, parsed.data);
  const fields = new Map(provider.fields.map((field) => [field.key, field]));
  const kept = secrets.filter(([key]) => isShown(fields.get(key), parsed.data));
  return { ...Object.fromEntries(kept), ...parsed.data };
}

/** @throws Refusal `identity_fixed` where a value that names the account is another one */
export function refuseOtherAccount(provider: Provider, before: Readonly<Record<string, string | boolean>>, after: ConnectionConfig): void {
  const changed = provider.fields.find((field) => field.identity === true && before[field.key] !== after[field.key]);
  if (changed !== undefined) {
    throw new Refusal("identity_fixed", { field: `config.${changed.key}`, detail: `${changed.label} cannot be changed here.` });
  }
}

/** Parts a complete config into what is stored as it is and what is sealed. */
export function splitConfig(provider: Provider, config: ConnectionConfig): Pick<StoredConfig, "settings" | "secrets"> {
  const settings: Record<string, string | boolean> = {};
  const secrets: Record<string, string> = {};
  for (const field of provider.fields) {
    const value = config[field.key];
    if (value === undefined) continue;
    if (field.kind === "secret") secrets[field.key] = String(value);
    else settings[field.key] = value;
  }
  return { settings, secrets };
}

function isShown(field: FieldDefinition | undefined, values: ConnectionConfig): boolean {
  return field !== undefined && isFieldShown(field, values);
}
