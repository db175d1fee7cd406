import type { FaultMatch, Fault } from "@integrations/connectwise-simulator";
import type { ReasonCode, RunStatus } from "@integrations/core";
import { expect } from "vitest";
import { breachesOf } from "../support/run-world/never-rules.ts";
import { MOMENTS, type MomentName, type Night } from "../support/run-world/night.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import type { WorldSetup } from "../support/run-world/world-setup.ts";

/** What must stand at ConnectWise, and what the partner is told, once a night is over. */
export interface NightEnd {
  /** Every line there, as `alder FILTER 12`. */
  readonly additions: readonly string[];
  /** `succeeded` where left out. */
  readonly status?: RunStatus;
  /** Of the run itself; null where left out. */
  readonly reason?: ReasonCode | null;
  /** Every change, as `alder FILTER 10>12 set`. */
  readonly told: readonly string[];
  /** Requests that arrived, by kind. */
  readonly calls?: Calls;
}

export type Calls = Readonly<Record<string, number>>;

/** One fault at one moment: what happens to the night, and that the next one repairs it. */
export interface FaultRow extends NightEnd {
  readonly name: string;
  readonly calls: Calls;
  readonly setup?: WorldSetup;
  /** Brings the fault about, right before the night. */
  readonly fault: (world: RunWorld) => unknown;
  /** Whatever else must hold after the night. */
  readonly also?: (night: Night, world: RunWorld) => unknown;
  /** What a person does before the quiet night, where one has to. */
  readonly repair?: (world: RunWorld) => unknown;
  /** The quiet night after it; where left out, all is well then. */
  readonly afterwards?: NightEnd;
}

/**
 * Lets the row's night happen, then two quiet ones without the fault: the first must repair whatever can be repaired, the
 * second must find nothing to do.
 */
export async function checkRow(openWorld: (setup?: WorldSetup) => Promise<RunWorld>, row: FaultRow): Promise<void> {
  const world = await openWorld(row.setup);
  await row.fault(world);
  const night = await world.night();
  expect(endOf(world, night, row)).toEqual(wanted(row));
  await row.also?.(night, world);
  const sentByFirst = world.traffic.calls.length;

  await endFaults(world);
  await row.repair?.(world);
  const quiet = await world.night();
  const afterwards = row.afterwards ?? { additions: ALL_WELL, told: quiet.told };
  expect(endOf(world, quiet, afterwards)).toEqual(wanted(afterwards));

  const last = await world.night();
  expect(last.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(world.standing()).toEqual(afterwards.additions);
  expect(breachesOf(world, world.traffic.calls.slice(0, sentByFirst))).toEqual([]);
}

/** Where everything of `PLAIN_SETUP` is as the platform counts it. */
export const ALL_WELL = ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"];
/** What a night without trouble tells. */
export const TOLD_PLAINLY = ["alder FILTER 10>12 set", "cedar FILTER ->7 added"];
/** The requests of a night without trouble. */
const PLAIN_CALLS = { agreements: 1, products: 1, lines: 4, PATCH: 1, POST: 1 };

export function withCalls(
  more: Readonly<Record<string, number>>,
  base: Readonly<Record<string, number>> = PLAIN_CALLS,
): Record<string, number> {
  const sums: Record<string, number> = { ...base };
  for (const [kind, count] of Object.entries(more)) sums[kind] = (sums[kind] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).filter(([, count]) => count > 0));
}

export interface Strike {
  readonly times?: number;
  readonly nth?: number | number[];
  readonly from?: number;
  readonly match?: Partial<FaultMatch>;
}

/** Lets a fault strike requests of one kind. Where it strikes discovery, the site is forgotten, so that there is one. */
export async function strike(world: RunWorld, moment: MomentName, fault: Fault, { match, ...when }: Strike = {}): Promise<void> {
  if (moment === "discovery") await world.forgetSite();
  world.simulator.faults.inject({ match: { ...MOMENTS[moment], ...match }, ...when, fault });
}

/** Only requests about this customer's agreement. */
export function onAgreementOf(world: RunWorld, customer: string): Partial<FaultMatch> {
  const part = `/finance/agreements/${world.agreementId(customer)}/`;
  return { where: ({ path }) => path.startsWith(part) };
}

async function endFaults({ simulator, traffic, clock }: RunWorld): Promise<void> {
  simulator.faults.clear();
  traffic.beforeCall = () => undefined;
  clock.onSleep = () => undefined;
  if (!simulator.listening) await simulator.startListening();
}

function endOf(world: RunWorld, night: Night, wantedEnd: NightEnd): NightEnd {
  const { status, reason, told, calls } = night;
  return { additions: world.standing(), status, reason, told, ...(wantedEnd.calls === undefined ? {} : { calls }) };
}

function wanted({ additions, status = "succeeded", reason = null, told, calls }: NightEnd): NightEnd {
  return { additions, status, reason, told, ...(calls === undefined ? {} : { calls }) };
}
