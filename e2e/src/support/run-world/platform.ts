import type { Clock } from "@integrations/core";
import type { Database } from "@integrations/database";
import { createProviderRuntime } from "@integrations/provider-kit";
import { createTestLogger, type TestLogger } from "@integrations/provider-kit/testing";
import { PROVIDERS } from "@integrations/providers";
import { createJoseVault, createProviderRegistry, type ServiceContext, type ServiceLogger } from "@integrations/services";
import { Traffic } from "./traffic.ts";

export interface Platform {
  readonly context: ServiceContext;
  readonly traffic: Traffic;
  readonly logged: TestLogger["lines"];
  /** Leaves the database open: it is the caller's. */
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** `host:port` of the ConnectWise that stands for the vendor's cloud. */
  readonly site: string;
  /** Likewise of the Autotask; where there is none, nobody is enabled there. */
  readonly autotaskSite?: string | undefined;
  readonly answerTimeoutMs?: number | undefined;
  readonly alsoAllowed?: readonly string[] | undefined;
}

const CLIENT_ID = "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111";
const KEY = { id: "test", bytes: new Uint8Array(32).fill(7) };
/** On a busy machine an answer may take a while, and no test but one about it wants to see it late. */
const ANSWER_TIMEOUT_MS = 20_000;

/** The platform as one process composes it: real services, provider and kit; only the clock is ours. */
export function createPlatform(options: PlatformOptions): Platform {
  const traffic = new Traffic(options.clock);
  const { lines, ...levels } = createTestLogger();
  const logger: ServiceLogger = { ...levels, error: (fields, message) => levels.warn(fields, `error: ${message}`) };
  const runtime = createProviderRuntime({
    outboundAllow: [options.site, options.autotaskSite, ...(options.alsoAllowed ?? [])].filter((site) => site !== undefined),
    logger,
    clock: options.clock,
    outboundLimits: { answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS },
  });
  const environment = {
    CONNECTWISE_CLIENT_ID: CLIENT_ID,
    CONNECTWISE_CLOUD_SITES: options.site,
    AUTOTASK_DISCOVERY_SITE: options.autotaskSite,
  };
  const context: ServiceContext = {
    database: options.database,
    clock: options.clock,
    logger,
    providers: createProviderRegistry(PROVIDERS),
    vault: createJoseVault([KEY]),
    host: {
      contextFor: ({ provider, connectionId, limits, memory, secrets, ca, signal, patience }) => {
        const connection = { id: connectionId, limits, memory, secrets, ca };
        const found = runtime.contextFor({ provider, environment: provider.environment.parse(environment), connection, signal, patience });
        return { ...found, fetch: traffic.watch(found.fetch) };
      },
    },
  };
  return { context, traffic, logged: lines, close: () => runtime.close() };
}
