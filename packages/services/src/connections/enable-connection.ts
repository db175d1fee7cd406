import { randomUUID } from "node:crypto";
import { findConnection, insertConnection, type ConnectionRecord } from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { subscribeEnabler } from "../notices/notice-preferences.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { requireAccess } from "./check-access.ts";
import { settingsForAudit } from "./connection-certificates.ts";
import { completeConfig, splitConfig } from "./connection-config.ts";
import { getProvider } from "./find-provider.ts";

export interface EnableInput {
  readonly providerId: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Makes the partner's connection, once the provider has let the credentials in. Whoever does so is told of its nights from then on.
 * @param verifiedAddress the e-mail address the person's sign-in vouches for
 * @throws Refusal `already_enabled`, `invalid_input`, or the reason why the provider does not let them in
 */
export async function enableConnection(
  context: ServiceContext,
  scope: PartnerScope,
  input: EnableInput,
  signal: AbortSignal,
  verifiedAddress: string | null = null,
): Promise<ConnectionRecord> {
  const provider = getProvider(context, input.providerId);
  const key = { partnerId: scope.partner.id, providerId: provider.id };
  const config = completeConfig(provider, input.config);
  const existing = await context.database.asPartner(scope.partner.id, (trx) => findConnection(trx, key));
  if (existing !== undefined) throw new Refusal("already_enabled");
  const id = randomUUID();
  await requireAccess(context, { providerId: provider.id, connectionId: id, config }, signal);
  const { settings, secrets } = splitConfig(provider, config);
  const sealedSecrets = await context.vault.seal(secrets, { connectionId: id, providerId: provider.id });
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await insertConnection(trx, { ...key, id, settings, sealedSecrets, enabledAt: at });
    // Somebody was faster while the provider was asked.
    if (connection === undefined) throw new Refusal("already_enabled");
    const facts = { providerId: provider.id, settings: settingsForAudit(provider, settings) };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "connection.enabled", facts, at });
    await subscribeEnabler(trx, scope, verifiedAddress, at);
    return connection;
  });
}
