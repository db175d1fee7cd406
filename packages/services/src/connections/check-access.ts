import { randomUUID } from "node:crypto";
import { reasonOf, type PermissionResult, type ReasonCode } from "@integrations/core";
import { findConnection } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import type { TrialSessionRequest } from "../sessions/open-session.ts";
import { withTrialSession } from "../sessions/with-session.ts";
import { completeConfig, readStoredConfig } from "./connection-config.ts";
import { enabled, getProvider } from "./find-provider.ts";

export interface AccessOutcome {
  readonly ok: boolean;
  readonly permissions: readonly PermissionResult[];
  /** Why it is not ok. */
  readonly reason?: ReasonCode;
  readonly detail?: string;
}

export interface CheckAccessInput {
  readonly providerId: string;
  /** Values to try; for those left out the stored ones are taken. Left out: the stored ones alone. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Whether a connection would work. Stores nothing and writes nothing at the provider.
 * @throws Refusal `not_enabled` where there is neither a config nor a connection, `invalid_input`
 */
export async function checkConnection(
  context: ServiceContext,
  scope: PartnerScope,
  input: CheckAccessInput,
  signal: AbortSignal,
): Promise<AccessOutcome> {
  const provider = getProvider(context, input.providerId);
  const key = { partnerId: scope.partner.id, providerId: provider.id };
  const connection = await context.database.asPartner(scope.partner.id, (trx) => findConnection(trx, key));
  if (input.config === undefined) enabled(connection);
  const stored = connection && (await readStoredConfig(context, connection));
  if (stored?.readable === false && input.config === undefined) return refusedBy("credentials_unreadable");
  const config = completeConfig(provider, input.config ?? {}, stored);
  return await tryAccess(context, { providerId: provider.id, connectionId: connection?.id ?? randomUUID(), config }, signal);
}

/** @throws Refusal with the reason why the config does not work, and the permissions where one is missing */
export async function requireAccess(
  context: ServiceContext,
  trial: Omit<TrialSessionRequest, "signal" | "patience">,
  signal: AbortSignal,
): Promise<void> {
  const { ok, reason, detail, permissions } = await tryAccess(context, trial, signal);
  if (!ok) throw new Refusal(reason ?? "permission_missing", { detail, permissions });
}

async function tryAccess(
  context: ServiceContext,
  trial: Omit<TrialSessionRequest, "signal" | "patience">,
  signal: AbortSignal,
): Promise<AccessOutcome> {
  try {
    const report = await withTrialSession(context, trial, signal, (session) => session.checkAccess());
    return report.ok ? report : { ...report, ...refusedBy("permission_missing"), permissions: report.permissions };
  } catch (error) {
    if (error instanceof Refusal) return refusedBy(error.reason, error.detail);
    throw error;
  }
}

function refusedBy(reason: ReasonCode, detail: string = reasonOf(reason).sentence): AccessOutcome {
  return { ok: false, permissions: [], reason, detail };
}
