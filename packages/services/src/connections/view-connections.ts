import { DEFAULT_GUARD, secretKeys, type Provider, type ReasonCode, type RunStatus, type RunTrigger } from "@integrations/core";
import {
  countHoldings,
  findConnection,
  listConnectionsOfPartner,
  listFailingNights,
  listLastRuns,
  type ConnectionHoldings,
  type ConnectionPreferences,
  type ConnectionRecord,
  type FailingNights,
  type RunRecord,
} from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";
import { readStoredConfig } from "./connection-config.ts";
import { getProvider } from "./find-provider.ts";

export type IntegrationStatus = "inactive" | ConnectionRecord["status"];

export interface IntegrationSummary {
  readonly provider: Provider;
  readonly status: IntegrationStatus;
  /** Set while the status is `attention`. */
  readonly attentionReason: ReasonCode | null;
  /** When it was enabled. */
  readonly since: Date | null;
  readonly lastRun: LastRun | null;
  /** Set while its nights fail, one after another. */
  readonly failing: FailingNights | null;
}

export interface LastRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly trigger: RunTrigger;
  readonly reason: ReasonCode | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly counts: RunRecord["counts"];
}

/** Every provider of this installation, and how the partner stands with it. */
export async function listIntegrations(context: ServiceContext, scope: PartnerScope): Promise<IntegrationSummary[]> {
  const { connections, lastRuns, failing } = await context.database.asPartner(scope.partner.id, async (trx) => ({
    connections: await listConnectionsOfPartner(trx, scope.partner.id),
    lastRuns: await listLastRuns(trx, scope.partner.id),
    failing: await listFailingNights(trx, scope.partner.id),
  }));
  const byProvider = new Map(connections.map((connection) => [connection.providerId, connection]));
  return await Promise.all(
    context.providers.all.map(async (provider): Promise<IntegrationSummary> => {
      const connection = byProvider.get(provider.id);
      if (connection === undefined) {
        return { provider, status: "inactive", attentionReason: null, since: null, lastRun: null, failing: null };
      }
      const { readable } = await readStoredConfig(context, connection);
      const run = lastRuns.get(connection.id);
      return {
        provider,
        ...stateOf(connection, readable),
        since: connection.enabledAt,
        lastRun: run === undefined ? null : toLastRun(run),
        failing: failing.get(connection.id) ?? null,
      };
    }),
  );
}

export interface ConnectionView {
  readonly providerId: string;
  readonly status: IntegrationStatus;
  readonly attentionReason: ReasonCode | null;
  readonly settings: Readonly<Record<string, string | boolean>>;
  /** By field key, whether a secret is stored. Never the secret. */
  readonly secretsSet: Readonly<Record<string, boolean>>;
  readonly enabledAt: Date | null;
  readonly updatedAt: Date | null;
  readonly mappingVersion: number;
  /** What applies now, and what of it was set for this connection. */
  readonly preferences: Required<ConnectionPreferences> & {
    readonly own: ReadonlyArray<keyof ConnectionPreferences>;
    readonly defaults: Required<ConnectionPreferences>;
  };
  readonly whatIsLost: ConnectionHoldings;
}

/** The partner's connection to a provider, or how it looks before it is enabled. */
export async function getConnectionView(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<ConnectionView> {
  const provider = getProvider(context, providerId);
  const found = await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await findConnection(trx, { partnerId: scope.partner.id, providerId });
    return connection && { connection, whatIsLost: await countHoldings(trx, connection.id) };
  });
  const secrets = secretKeys(provider.fields);
  if (found === undefined) {
    return {
      providerId,
      status: "inactive",
      attentionReason: null,
      settings: {},
      secretsSet: Object.fromEntries(secrets.map((key) => [key, false])),
      enabledAt: null,
      updatedAt: null,
      mappingVersion: 0,
      preferences: preferencesOf(provider, {}),
      whatIsLost: { mappings: 0, assignments: 0, keptLines: 0, unmapRequests: 0, unfinishedRuns: 0 },
    };
  }
  const { connection, whatIsLost } = found;
  const stored = await readStoredConfig(context, connection);
  return {
    providerId,
    ...stateOf(connection, stored.readable),
    settings: connection.settings,
    secretsSet: Object.fromEntries(secrets.map((key) => [key, Object.hasOwn(stored.secrets, key)])),
    enabledAt: connection.enabledAt,
    updatedAt: connection.updatedAt,
    mappingVersion: connection.mappingVersion,
    preferences: preferencesOf(provider, connection.preferences),
    whatIsLost,
  };
}

/** Credentials that cannot be opened need attention at once, not only after the next night. */
function stateOf(connection: ConnectionRecord, readable: boolean): Pick<IntegrationSummary, "status" | "attentionReason"> {
  if (!readable && connection.status === "active") return { status: "attention", attentionReason: "credentials_unreadable" };
  return { status: connection.status, attentionReason: connection.attentionReason };
}

function preferencesOf(provider: Provider, own: ConnectionPreferences): ConnectionView["preferences"] {
  const { concurrency, callsPerWindow, windowMs } = provider.limits;
  const defaults = {
    guardMinLines: DEFAULT_GUARD.minLines,
    guardMinShare: DEFAULT_GUARD.minShare,
    concurrency,
    callsPerMinute: Math.round((callsPerWindow * 60_000) / windowMs),
  };
  return { ...defaults, ...own, own: Object.keys(own) as Array<keyof ConnectionPreferences>, defaults };
}

function toLastRun({ id, status, trigger, reason, startedAt, finishedAt, counts }: RunRecord): LastRun {
  return { id, status, trigger, reason, startedAt, finishedAt, counts };
}
