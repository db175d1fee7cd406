import {
  DEFAULT_KEYS,
  startConnectWiseSimulator,
  type Simulator,
  type SimulatorOptions,
  type TenantOptions,
} from "@integrations/connectwise-simulator";
import { certificatesOf, ProviderError, type ConnectionConfig, type ProviderSession, type SiteLimits } from "@integrations/core";
import { createProviderRuntime, type ProviderRuntimeOptions } from "@integrations/provider-kit";
import {
  createTestClock,
  createTestLogger,
  createTestMemory,
  type TestClock,
  type TestLogger,
  type TestMemory,
} from "@integrations/provider-kit/testing";
import { onTestFinished } from "vitest";
import { connectwise } from "../provider.ts";

export const TODAY = "2026-03-10";
const COMPANY_ID = "acme_c";
const CLIENT_ID = "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111";

export const GOOD_CONFIG: ConnectionConfig = { companyId: COMPANY_ID, ...DEFAULT_KEYS, useCustomSite: false };

export interface TestScene {
  readonly simulator: Simulator;
  readonly memory: TestMemory;
  readonly clock: TestClock;
  readonly logger: TestLogger;
  session(options?: SessionOptions): ProviderSession;
  /** Methods and paths received since the last time this was asked. */
  calls(): string[];
}

export interface SceneOptions {
  readonly tenant?: Partial<TenantOptions>;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly runtime?: Partial<ProviderRuntimeOptions>;
  /** Sites of the cloud to try; the simulator's alone where absent. */
  readonly cloudSites?: (simulator: Simulator) => readonly string[];
  /** Further sites the platform may speak to. */
  readonly alsoAllowed?: readonly string[];
}

export interface SessionOptions {
  readonly config?: ConnectionConfig;
  readonly signal?: AbortSignal;
  readonly patience?: "background" | "interactive";
  readonly limits?: Partial<SiteLimits>;
  readonly clientId?: string;
}

/** A simulator with one empty tenant, and sessions of the plugin that reach it. Waiting costs no time. Closed after the test. */
export async function openScene(options: SceneOptions = {}): Promise<TestScene> {
  const startAt = new Date(`${TODAY}T02:00:00Z`);
  const simulator = await startConnectWiseSimulator({
    clock: { now: () => startAt },
    controlPort: false,
    tenants: [{ companyId: COMPANY_ID, ...options.tenant }],
    ...options.simulator,
  });
  const cloudSites = options.cloudSites?.(simulator) ?? [simulator.site];
  const clock = createTestClock({ startAt, auto: true });
  const logger = createTestLogger();
  const memory = createTestMemory();
  const runtime = createProviderRuntime({
    outboundAllow: [simulator.site, ...cloudSites, ...(options.alsoAllowed ?? [])],
    logger,
    clock,
    outboundLimits: { answerTimeoutMs: 2_000 },
    ...options.runtime,
  });
  onTestFinished(async () => {
    await runtime.close();
    await simulator.close();
  });
  let seen = 0;
  return {
    simulator,
    memory,
    clock,
    logger,
    session: ({ config = GOOD_CONFIG, signal, patience, limits, clientId } = {}) => {
      const environment = connectwise.environment.parse({
        CONNECTWISE_CLIENT_ID: clientId ?? CLIENT_ID,
        CONNECTWISE_CLOUD_SITES: cloudSites.join(","),
      });
      const context = runtime.contextFor({
        provider: connectwise,
        environment,
        connection: {
          id: "connection",
          memory,
          secrets: [],
          ca: certificatesOf(connectwise.fields, config),
          ...(limits === undefined ? {} : { limits }),
        },
        signal: signal ?? new AbortController().signal,
        patience: patience ?? "background",
      });
      return connectwise.connect(config, context);
    },
    calls: () => {
      const requests = simulator.requests.list({ after: seen });
      seen = requests.at(-1)?.id ?? seen;
      return requests.map(({ method, path }) => `${method} ${path}`);
    },
  };
}

/** The error of a call that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error("It did not fail."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}
