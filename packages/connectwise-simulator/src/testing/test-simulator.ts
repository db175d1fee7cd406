import { expect, onTestFinished } from "vitest";
import { SAMPLE_CONNECTION } from "../dataset/sample-tenant.ts";
import { startConnectWiseSimulator, type Simulator, type SimulatorOptions } from "../simulator.ts";
import { siteCaller, type CallerOptions, type SiteCaller } from "./site-calls.ts";

export interface TestSimulator {
  readonly simulator: Simulator;
  /** Calls as the sample tenant's administrator. */
  readonly site: SiteCaller;
  as(options: Partial<CallerOptions>): SiteCaller;
}

/** The day all tests of this package live on, so that the sample data has the same dates always. */
const TEST_DAY = new Date("2025-06-11T09:30:00Z");

/** A simulator for one test, closed after it. */
export async function testSimulator(options: SimulatorOptions = {}): Promise<TestSimulator> {
  const simulator = await startConnectWiseSimulator({ clock: { now: () => TEST_DAY }, ...options });
  onTestFinished(() => simulator.close());
  const companyId = simulator.tenants()[0]?.companyId ?? SAMPLE_CONNECTION.companyId;
  const as = (caller: Partial<CallerOptions>): SiteCaller => siteCaller(simulator.url, { companyId, ...caller });
  return { simulator, site: as({}), as };
}

/** Polls until it is so; patient, since a busy machine is slow and not wrong. */
export function eventually<Value>(read: () => Value | Promise<Value>): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: 8_000 });
}
