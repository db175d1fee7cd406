import type { BehaviourChanges } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { breachesOf } from "../support/run-world/never-rules.ts";
import { momentOf } from "../support/run-world/night.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP, type CustomerSetup, type WorldSetup } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, TOLD_PLAINLY, withCalls, type FaultRow } from "./fault-row.ts";

/** Where nobody knows what a site does (FACTS, "?"), either answer has to end well. */
const HARMLESS: readonly BehaviourChanges[] = [
  { decimals: "shortest" },
  { decimals: "two" },
  { defaultOrder: "unsteady" },
  { linkHost: "elsewhere.example.com" },
  { lineStatusIs: "line" },
  { isCloudAs: "boolean" },
  { errorList: "null" },
  { errorList: "absent" },
];

const ROWS: readonly FaultRow[] = [
  {
    name: "refuses 0: told every night, and left as it is",
    setup: {
      ...PLAIN_SETUP,
      behaviour: { patchToZero: "refused" },
      customers: { alder: { counts: {}, lines: { FILTER: 10 } }, cedar: { counts: { cloudfilter: 7 } } },
    },
    fault: () => undefined,
    additions: ["alder FILTER 10", "cedar FILTER 7"],
    status: "succeeded_with_problems",
    told: ["alder FILTER 10>0 failed rejected", "cedar FILTER ->7 added"],
    calls: withCalls({ lines: -1 }),
    repair: (world) => world.simulator.tenant().setBehaviour({ patchToZero: "allowed" }),
    afterwards: { additions: ["alder FILTER 0", "cedar FILTER 7"], told: ["alder FILTER 10>0 set"] },
  },
  {
    name: "demands custom fields with every write: they are sent as they are",
    setup: { ...PLAIN_SETUP, behaviour: { customFieldsDemanded: true }, preferences: { concurrency: 1 } },
    fault: () => undefined,
    additions: ALL_WELL,
    told: TOLD_PLAINLY,
    // Refused once, then known for the rest of the night.
    calls: withCalls({ PATCH: 1, line: 1 }),
  },
];

describe("a site that", () => {
  it.for(ROWS)("$name", async (row, { openWorld }) => checkRow(openWorld, row));

  it.for(HARMLESS)("has the habit %j makes no difference", async (behaviour, { openWorld }) => {
    await checkRow(openWorld, {
      name: "habit",
      setup: { ...PLAIN_SETUP, behaviour },
      fault: () => undefined,
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({}),
    });
  });

  it("lets through twenty calls a minute is not hammered, and gets all of it in time", async ({ openWorld }) => {
    const world = await openWorld(twentyCustomers());
    world.simulator.setRateLimit({ requests: 20 });
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded", run: { counts: { set: 20 } } });
    world.simulator.setRateLimit(undefined);
    expect(await world.night()).toMatchObject({ status: "succeeded", told: [] });
  });
});

describe("a site that goes down in the middle of many changes", () => {
  it("and is back minutes later has all of them, each told once with what stood before the night", async ({ openWorld }) => {
    const world = await openWorld({ ...twentyCustomers(), preferences: { concurrency: 1 } });
    goDownBefore(world, { change: 6, untilAttempt: 2 });
    const night = await world.night();
    expect(night.status).toBe("succeeded");
    expect(night.told).toEqual(NAMES.map((name) => `${name} FILTER 10>11 set`));
    expect(world.standing()).toEqual(NAMES.map((name) => `${name} FILTER 11`));
    expect(night.calls["PATCH"]).toBe(20);
    expect(breachesOf(world, world.traffic.calls)).toEqual([]);
    expect((await world.night()).told).toEqual([]);
  });

  it("and stays down keeps what was done, and tells what was not", async ({ openWorld }) => {
    const world = await openWorld({ ...twentyCustomers(), preferences: { concurrency: 1 } });
    goDownBefore(world, { change: 6, untilAttempt: Number.POSITIVE_INFINITY });
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded_with_problems", reason: "unavailable" });
    const done = night.told.filter((line) => line.endsWith(" 10>11 set")).map((line) => line.slice(0, 3));
    expect(done).toHaveLength(5);
    expect(world.standing()).toEqual(NAMES.map((name) => `${name} FILTER ${done.includes(name) ? 11 : 10}`));
    const others = night.run.changes.filter(({ outcome }) => outcome !== "set");
    expect(others.map(({ reason }) => reason)).toEqual(Array.from({ length: 15 }, () => "unavailable"));
    // Ten tries for each of ten changes; then the site is asked whether it is there, and the other five are not tried.
    expect(night.sent.filter(({ method }) => method === "PATCH")).toHaveLength(5 + 10 * 10);

    await world.simulator.startListening();
    world.traffic.beforeCall = () => undefined;
    expect((await world.night()).status).toBe("succeeded");
    expect(world.standing()).toEqual(NAMES.map((name) => `${name} FILTER 11`));
  });
});

const NAMES = Array.from({ length: 20 }, (_, index) => `c${String(index + 1).padStart(2, "0")}`);

function twentyCustomers(): WorldSetup {
  const customers: Record<string, CustomerSetup> = {};
  for (const name of NAMES) customers[name] = { counts: { cloudfilter: 11 }, lines: { FILTER: 10 } };
  return { ...PLAIN_SETUP, customers };
}

/** Nobody listens from right before this change on, until the night is tried for this time. */
function goDownBefore(world: RunWorld, { change, untilAttempt }: { change: number; untilAttempt: number }): void {
  let changes = 0;
  let attempt = 1;
  world.traffic.beforeCall = async (call) => {
    if (momentOf(call) === "PATCH") changes += 1;
    if (changes === change && attempt === 1 && world.simulator.listening) await world.simulator.stopListening();
  };
  world.onRetry = async () => {
    attempt += 1;
    if (attempt >= untilAttempt && !world.simulator.listening) await world.simulator.startListening();
  };
}
