import { startAutotaskSimulator, type Simulator, type TenantOptions } from "@integrations/autotask-simulator";
import type { AgreementLines, ConnectionConfig, Line, ProviderSession } from "@integrations/core";
import {
  callsSince,
  createTestClock,
  createTestPlatform,
  type TestPlatform,
  type TestPlatformOptions,
  type TestSession,
} from "@integrations/provider-kit/testing";
import { onTestFinished } from "vitest";
import type { DatePolicy } from "../definition/fields.ts";
import { autotask } from "../provider.ts";

export const TODAY = "2026-03-10";
export const USER = { userName: "api@acme.example", secret: "SecretOfAcme0001" };
export const GOOD_CONFIG: ConnectionConfig = { ...USER, integrationCode: "TRACKINGOFACME", datePolicy: "today" };

/** Simulator and plugin live by one clock. */
export interface TestScene extends Pick<TestPlatform, "memory" | "clock" | "logger"> {
  readonly simulator: Simulator;
  session(options?: SessionOptions): ProviderSession;
  /** Methods and paths received since the last time this was asked, without discovery and the look at the budget. */
  calls(): string[];
  /** Bodies of the writes received so far. */
  writes(): unknown[];
}

export interface SceneOptions {
  readonly tenant?: Partial<TenantOptions>;
  readonly runtime?: Partial<Omit<TestPlatformOptions, "clock">>;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface SessionOptions extends Partial<TestSession> {
  readonly policy?: DatePolicy;
}

/** A simulator with one empty database, and sessions of the plugin that reach it. Closed after the test. */
export async function openScene(options: SceneOptions = {}): Promise<TestScene> {
  const clock = createTestClock({ startAt: new Date(`${TODAY}T02:00:00Z`), auto: true });
  const simulator = await startAutotaskSimulator({
    clock,
    controlPort: false,
    tenants: [{ id: "acme", users: [USER], ...options.tenant }],
  });
  const platform = createTestPlatform({
    outboundAllow: [simulator.site],
    clock,
    outboundLimits: { answerTimeoutMs: 500 },
    ...options.runtime,
  });
  onTestFinished(async () => {
    await platform.close();
    await simulator.close();
  });
  const calls = callsSince(simulator.requests);
  const { memory, logger } = platform;
  return {
    simulator,
    memory,
    clock,
    logger,
    session: ({ config = GOOD_CONFIG, policy, ...session } = {}) =>
      platform.session(
        autotask,
        { AUTOTASK_DISCOVERY_SITE: simulator.site, ...options.environment },
        { config: policy === undefined ? config : { ...config, datePolicy: policy }, secrets: [USER.secret], ...session },
      ),
    calls: () => calls().filter((call) => !/zoneInformation|ThresholdInformation/i.test(call)),
    writes: () => simulator.requests.writes().map((request) => request.body),
  };
}

/** A scene with a monthly contract of 2026 and one service on it. */
export interface LineScene extends TestScene {
  readonly companyId: number;
  readonly contractId: number;
  readonly serviceId: number;
  readonly lineId: number;
  /** The line as `readLines` gives it. */
  line(session: ProviderSession): Promise<Line>;
  /** Units of each row of the line around now, as they really are: `2026-03-01 10`. */
  rows(): string[];
  finalUnits(): number | undefined;
}

export async function openLineScene(options: SceneOptions & { readonly units?: number } = {}): Promise<LineScene> {
  const scene = await openScene(options);
  const { data } = scene.simulator;
  const company = data.addCompany({ companyName: "Acme Ltd", companyNumber: "A-1" });
  const contract = data.addContract({
    companyID: company.id,
    contractName: "Managed Services",
    startDate: "2026-01-01",
    endDate: "2026-12-31",
  });
  const service = data.addItem({ name: "CloudFilter" });
  const line = data.addLine({ contractID: contract.id, itemID: service.id, units: options.units ?? 10 });
  return {
    ...scene,
    companyId: company.id,
    contractId: contract.id,
    serviceId: service.id,
    lineId: line.id,
    line: async (session) => {
      const found = (await linesOf(session, String(contract.id))).find((each) => each.id === String(line.id));
      if (found === undefined) throw new Error("The line was not read.");
      return found;
    },
    rows: () =>
      data
        .units(line.id)
        .filter((row) => row.startDate >= "2026-02-01" && row.startDate < "2026-05-01")
        .map((row) => `${row.startDate} ${row.units}`),
    finalUnits: () => data.units(line.id).at(-1)?.units,
  };
}

export async function readAll(session: ProviderSession, ids: readonly string[], asOf = TODAY): Promise<Map<string, AgreementLines>> {
  const found = new Map<string, AgreementLines>();
  for await (const result of session.readLines(ids, { asOf })) found.set(result.agreementId, result);
  return found;
}

export async function linesOf(session: ProviderSession, agreementId: string, asOf = TODAY): Promise<readonly Line[]> {
  const result = (await readAll(session, [agreementId], asOf)).get(agreementId);
  if (result?.lines === undefined) throw result?.error ?? new Error("There was no result.");
  return result.lines;
}
