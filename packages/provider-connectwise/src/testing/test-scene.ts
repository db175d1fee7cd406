import {
  DEFAULT_KEYS,
  startConnectWiseSimulator,
  type Simulator,
  type SimulatorOptions,
  type TenantOptions,
} from "@integrations/connectwise-simulator";
import type { ConnectionConfig, ProviderSession } from "@integrations/core";
import {
  callsSince,
  createTestClock,
  createTestPlatform,
  type TestPlatform,
  type TestPlatformOptions,
  type TestSession,
} from "@integrations/provider-kit/testing";
import { onTestFinished } from "vitest";
import { connectwise } from "../provider.ts";

export const TODAY = "2026-03-10";
const COMPANY_ID = "acme_c";
const CLIENT_ID = "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111";

export const GOOD_CONFIG: ConnectionConfig = { companyId: COMPANY_ID, ...DEFAULT_KEYS, useCustomSite: false };

export interface TestScene extends Pick<TestPlatform, "memory" | "clock" | "logger"> {
  readonly simulator: Simulator;
  session(options?: SessionOptions): ProviderSession;
  /** Methods and paths received since the last time this was asked. */
  calls(): string[];
}

export interface SceneOptions {
  readonly tenant?: Partial<TenantOptions>;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly runtime?: Partial<Omit<TestPlatformOptions, "clock">>;
  /** Sites of the cloud to try; the simulator's alone where absent. */
  readonly cloudSites?: (simulator: Simulator) => readonly string[];
  /** Further sites the platform may speak to. */
  readonly alsoAllowed?: readonly string[];
}

export interface SessionOptions extends Partial<TestSession> {
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
  const platform = createTestPlatform({
    outboundAllow: [simulator.site, ...cloudSites, ...(options.alsoAllowed ?? [])],
    clock: createTestClock({ startAt, auto: true }),
    outboundLimits: { answerTimeoutMs: 2_000 },
    ...options.runtime,
  });
  onTestFinished(async () => {
    await platform.close();
    await simulator.close();
  });
  const { memory, clock, logger } = platform;
  return {
    simulator,
    memory,
    clock,
    logger,
    session: ({ clientId = CLIENT_ID, config = GOOD_CONFIG, ...session } = {}) => {
      const environment = { CONNECTWISE_CLIENT_ID: clientId, CONNECTWISE_CLOUD_SITES: cloudSites.join(",") };
      return platform.session(connectwise, environment, { config, ...session });
    },
    calls: callsSince(simulator.requests),
  };
}
