import {
  cancelWaitingRuns,
  countHoldings,
  deleteConnection,
  lockConnection,
  saveConnectionPreferences,
  saveConnectionState,
  type ConnectionHoldings,
  type ConnectionPreferences,
  type ConnectionRecord,
  type Trx,
} from "@integrations/database";
import { recordAudit, type AuditAction } from "../audit/record-audit.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { enabled, getProvider } from "./find-provider.ts";

/** No run begins until it is resumed; runs that wait are cancelled. Pausing twice is pausing once. @throws Refusal `not_enabled` */
export async function pauseConnection(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<void> {
  await withLocked(context, scope, providerId, async ({ trx, connection, at, audit }) => {
    if (connection.status === "paused") return;
    await saveConnectionState(trx, connection.id, { status: "paused", at });
    const cancelledRuns = await cancelWaitingRuns(trx, connection.id, "connection_removed", at);
    await audit("connection.paused", { cancelledRuns });
  });
}

/** @throws Refusal `not_enabled`, `connection_attention` where only other settings could help */
export async function resumeConnection(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<void> {
  await withLocked(context, scope, providerId, async ({ trx, connection, at, audit }) => {
    if (connection.status === "attention") throw new Refusal("connection_attention");
    if (connection.status === "active") return;
    await saveConnectionState(trx, connection.id, { status: "active", at });
    await audit("connection.resumed", {});
  });
}

/**
 * Removes the connection with its credentials, mappings, assignments and remembered lines. Nothing changes at the provider,
 * and the history of runs stays.
 * @returns what was lost
 * @throws Refusal `not_enabled`
 */
export async function removeConnection(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<ConnectionHoldings> {
  return await withLocked(context, scope, providerId, async ({ trx, connection, at, audit }) => {
    const lost = await countHoldings(trx, connection.id);
    await cancelWaitingRuns(trx, connection.id, "connection_removed", at);
    await deleteConnection(trx, connection.id);
    await audit("connection.removed", { lost });
    return lost;
  });
}

/** Null goes back to the default; what is left out stays. */
export type PreferenceChanges = { readonly [Key in keyof ConnectionPreferences]?: ConnectionPreferences[Key] | null | undefined };

/** @throws Refusal `not_enabled` */
export async function savePreferences(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly providerId: string; readonly preferences: PreferenceChanges },
): Promise<ConnectionPreferences> {
  return await withLocked(context, scope, input.providerId, async ({ trx, connection, at, audit }) => {
    const given = Object.entries(input.preferences).filter(([, value]) => value !== undefined);
    const merged = { ...connection.preferences, ...Object.fromEntries(given) };
    const preferences: ConnectionPreferences = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    await saveConnectionPreferences(trx, connection.id, preferences, at);
    await audit("connection.preferences_saved", { preferences });
    return preferences;
  });
}

interface Locked {
  readonly trx: Trx;
  readonly connection: ConnectionRecord;
  readonly at: Date;
  audit(action: AuditAction, facts: Readonly<Record<string, unknown>>): Promise<void>;
}

async function withLocked<Result>(
  context: ServiceContext,
  scope: PartnerScope,
  providerId: string,
  work: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  getProvider(context, providerId);
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId }));
    const audit: Locked["audit"] = async (action, facts) => {
      await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action, facts: { providerId, ...facts }, at });
    };
    return await work({ trx, connection, at, audit });
  });
}
