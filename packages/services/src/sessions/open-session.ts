import {
  certificatesOf,
  secretKeys,
  type ConnectionConfig,
  type ProviderContext,
  type ProviderSession,
  type SiteLimits,
} from "@integrations/core";
import { saveConnectionMemory, type ConnectionPreferences, type ConnectionRecord } from "@integrations/database";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface SessionOptions {
  /** Aborts every call of the session. */
  readonly signal: AbortSignal;
  readonly patience: ProviderContext["patience"];
}

/**
 * A session with the provider over a connection's stored credentials. Opens no connection to anywhere yet.
 *
 * @throws CredentialsUnreadable where the stored secrets cannot be opened
 * @throws Refusal `not_found` where the provider is not part of this installation
 */
export async function openSession(
  context: ServiceContext,
  connection: ConnectionRecord,
  options: SessionOptions,
): Promise<ProviderSession> {
  const secrets = await context.vault.open(connection.sealedSecrets, { connectionId: connection.id, providerId: connection.providerId });
  let memory: unknown = connection.memory;
  return connectProvider(context, {
    ...options,
    providerId: connection.providerId,
    connectionId: connection.id,
    config: { ...connection.settings, ...secrets },
    limits: limitsOf(connection.preferences),
    memory: {
      read: () => Promise.resolve(memory),
      write: async (value) => {
        memory = value;
        const stored = isObject(value) ? value : null;
        await context.database.asPartner(connection.partnerId, (trx) => saveConnectionMemory(trx, connection, stored));
      },
    },
  });
}

export interface TrialSessionRequest extends SessionOptions {
  readonly providerId: string;
  /** Id of the connection it is tried for, or the one it would get. */
  readonly connectionId: string;
  readonly config: ConnectionConfig;
}

/**
 * A session over a config that is not stored (yet). What the provider finds out is forgotten with it.
 * @throws Refusal `not_found` where the provider is not part of this installation
 */
export function openTrialSession(context: ServiceContext, request: TrialSessionRequest): ProviderSession {
  let memory: unknown = null;
  return connectProvider(context, {
    ...request,
    limits: {},
    memory: {
      read: () => Promise.resolve(memory),
      write: (value) => {
        memory = value;
        return Promise.resolve();
      },
    },
  });
}

interface ConnectRequest extends TrialSessionRequest {
  readonly limits: Partial<SiteLimits>;
  readonly memory: ProviderContext["memory"];
}

function connectProvider(context: ServiceContext, request: ConnectRequest): ProviderSession {
  const provider = context.providers.find(request.providerId);
  if (provider === undefined) throw new Refusal("not_found", { field: "providerId", detail: "There is no such provider." });
  const secrets = secretKeys(provider.fields)
    .map((key) => request.config[key])
    .filter((value) => typeof value === "string");
  const ca = certificatesOf(provider.fields, request.config);
  const { config, connectionId, limits, memory, signal, patience } = request;
  return provider.connect(config, context.host.contextFor({ provider, connectionId, limits, memory, secrets, ca, signal, patience }));
}

function limitsOf(preferences: ConnectionPreferences): Partial<SiteLimits> {
  return {
    ...(preferences.concurrency === undefined ? {} : { concurrency: preferences.concurrency }),
    ...(preferences.callsPerMinute === undefined ? {} : { callsPerWindow: preferences.callsPerMinute, windowMs: 60_000 }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
