import type { Clock } from "@integrations/core";
import { createDatabase, type Database } from "@integrations/database";
import { observeProviderCall, type Meter } from "@integrations/metrics";
import { createProviderRuntime, systemClock, type OutboundLimits } from "@integrations/provider-kit";
import { PROVIDERS } from "@integrations/providers";
import {
  createJoseVault,
  createProviderRegistry,
  type NoticeOutlets,
  type ServiceContext,
  type WorkerConfiguration,
} from "@integrations/services";
import type { Logger } from "pino";
import { createWorkerMeter } from "./metrics/worker-meter.ts";
import { createOutlets } from "./notices/create-outlets.ts";

/** Everything a worker is made of, wired together once per process. */
export interface WorkerParts {
  readonly configuration: WorkerConfiguration;
  readonly logger: Logger;
  readonly database: Database;
  readonly context: ServiceContext;
  readonly meter: Meter;
  /** The ways notices leave. */
  readonly outlets: NoticeOutlets;
  close(): Promise<void>;
}

/** Connections beside one for each run under way: listening for jobs, taking and ending them, the sweep. */
const SPARE_CONNECTIONS = 4;
const STATEMENT_TIMEOUT_MS = 60_000;

export interface ComposeOptions {
  readonly clock?: Clock;
  readonly outboundLimits?: Partial<OutboundLimits>;
}

export function compose(configuration: WorkerConfiguration, logger: Logger, options: ComposeOptions = {}): WorkerParts {
  const clock = options.clock ?? systemClock;
  const database = createDatabase({
    url: configuration.databaseUrl,
    applicationName: "integrations-worker",
    role: "worker",
    maxConnections: configuration.workerConcurrency + SPARE_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onIdleError: (err) => logger.warn({ err }, "a database connection was lost"),
  });
  const meter = createWorkerMeter({ database, clock, logger });
  const runtime = createProviderRuntime({
    outboundAllow: configuration.outboundAllow,
    logger,
    clock,
    onCall: (call) => observeProviderCall(meter, call),
    outboundLimits: options.outboundLimits ?? {},
  });
  const context: ServiceContext = {
    database,
    clock,
    logger,
    providers: createProviderRegistry(PROVIDERS),
    vault: createJoseVault(configuration.credentialsKeys),
    host: {
      contextFor: ({ provider, connectionId, limits, memory, secrets, ca, signal, patience }) =>
        runtime.contextFor({
          provider,
          environment: configuration.providerEnvironments.get(provider.id),
          connection: { id: connectionId, limits, memory, secrets, ca },
          signal,
          patience,
        }),
    },
  };
  return {
    configuration,
    logger,
    database,
    context,
    meter,
    outlets: createOutlets(configuration.notices, runtime.fetch),
    async close() {
      await runtime.close();
      await database.close();
    },
  };
}
