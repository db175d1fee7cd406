import { lockConnection, saveConnectionCredentials, saveConnectionState, type ConnectionRecord } from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { requireAccess } from "./check-access.ts";
import { settingsForAudit } from "./connection-certificates.ts";
import { completeConfig, readStoredConfig, refuseOtherAccount, splitConfig, type StoredConfig } from "./connection-config.ts";
import { enabled, getEnabledConnection, getProvider } from "./find-provider.ts";

export interface UpdateInput {
  readonly providerId: string;
  /** What is left out stays as it is. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Changes settings and credentials, once the provider has let them in. A connection in need of attention is active after
 * that; a paused one stays paused.
 * @throws Refusal `not_enabled`, `invalid_input`, `identity_fixed`, `changed_meanwhile`, or why the provider does not let them in
 */
export async function updateConnection(
  context: ServiceContext,
  scope: PartnerScope,
  input: UpdateInput,
  signal: AbortSignal,
): Promise<ConnectionRecord["status"]> {
  const provider = getProvider(context, input.providerId);
  const before = await getEnabledConnection(context, scope, provider.id);
  const stored = await readStoredConfig(context, before);
  const config = completeConfig(provider, input.config ?? {}, stored);
  refuseOtherAccount(provider, before.settings, config);
  await requireAccess(context, { providerId: provider.id, connectionId: before.id, config }, signal);
  const { settings, secrets } = splitConfig(provider, config);
  const sealedSecrets = await context.vault.seal(secrets, { connectionId: before.id, providerId: provider.id });
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const current = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: provider.id }));
    // What was left out was filled in from `before`, so it must not overwrite what somebody else saved since.
    if (current.id !== before.id || current.credentialsVersion !== before.credentialsVersion) throw new Refusal("changed_meanwhile");
    const status = current.status === "attention" ? "active" : current.status;
    await saveConnectionCredentials(trx, current.id, { settings, sealedSecrets, at });
    if (status !== current.status) await saveConnectionState(trx, current.id, { status, at });
    const changed = changedKeys(stored, { settings, secrets });
    const facts = { providerId: provider.id, changed, settings: settingsForAudit(provider, settings), status };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "connection.updated", facts, at });
    return status;
  });
}

type Config = Pick<StoredConfig, "settings" | "secrets">;

/** Names only: that a secret was replaced is worth knowing, what it is is not. */
function changedKeys(before: Config, after: Config): string[] {
  const was = { ...before.settings, ...before.secrets };
  const is = { ...after.settings, ...after.secrets };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => was[key] !== is[key]);
}
