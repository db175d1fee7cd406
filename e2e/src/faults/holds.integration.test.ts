import { cancelRun, getRun, listRunPage, pauseConnection, releaseRun, removeConnection } from "@integrations/services";
import { describe, expect } from "vitest";
import { breachesOf } from "../support/run-world/never-rules.ts";
import type { Night } from "../support/run-world/night.ts";
import { PROVIDER_ID, type RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP, type CustomerSetup, type WorldSetup } from "../support/run-world/world-setup.ts";

/** So many customers with ten units each, all of them right already. */
function manyCustomers(count: number): WorldSetup {
  const customers: Record<string, CustomerSetup> = {};
  for (const name of namesOf(count)) customers[name] = { counts: { cloudfilter: 10 }, lines: { FILTER: 10 } };
  return { ...PLAIN_SETUP, customers };
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${String(index + 1).padStart(2, "0")}`);
}

function countAll(world: RunWorld, names: readonly string[], units: number): void {
  for (const name of names) world.count(name, { cloudfilter: units });
}

function writesOf({ requests }: Night): number {
  return requests.filter(({ method }) => method !== "GET").length;
}

const DROPPED = namesOf(6);
const FULL = namesOf(8).map((name) => `${name} FILTER 10`);
const EMPTIED = namesOf(8).map((name) => `${name} FILTER ${DROPPED.includes(name) ? 0 : 10}`);
const SHOWN = DROPPED.map((name) => `${name} FILTER 10>0 held`);

async function heldWorld(openWorld: (setup?: WorldSetup) => Promise<RunWorld>): Promise<{ world: RunWorld; held: Night }> {
  const world = await openWorld(manyCustomers(8));
  countAll(world, DROPPED, 0);
  const held = await world.night();
  return { world, held };
}

describe("a night in which most lines would fall to 0", () => {
  it("is held before the first write, and shows all it would do", async ({ openWorld }) => {
    const { world, held } = await heldWorld(openWorld);
    expect(held).toMatchObject({ status: "held", reason: "mass_drop", told: SHOWN });
    expect(held.calls).toEqual({ agreements: 1, products: 1, lines: 8 });
    expect(held.run.counts).toMatchObject({ lines: 8, unchanged: 2, held: 6, set: 0 });
    expect(world.standing()).toEqual(FULL);
  });

  it("goes on from a fresh read, under its own id, once it is let go", async ({ openWorld }) => {
    const { world, held } = await heldWorld(openWorld);
    world.psa.editLine(world.line("c01", "FILTER").id, { quantity: 4 });
    await releaseRun(world.context, world.scope, held.run.id);
    const released = await world.work(held.run.id);
    expect(released).toMatchObject({ status: "succeeded", reason: null });
    expect(released.run.id).toBe(held.run.id);
    expect(released.told).toEqual(DROPPED.map((name) => `${name} FILTER ${name === "c01" ? 4 : 10}>0 set`));
    expect(world.standing()).toEqual(EMPTIED);

    const quiet = await world.night();
    expect(quiet).toMatchObject({ status: "succeeded", told: [] });
    expect(writesOf(quiet)).toBe(0);
    expect(breachesOf(world, world.traffic.calls)).toEqual([]);
  });

  it("writes nothing when it is let go after the count has come right", async ({ openWorld }) => {
    const { world, held } = await heldWorld(openWorld);
    countAll(world, DROPPED, 10);
    await world.push();
    await releaseRun(world.context, world.scope, held.run.id);
    const released = await world.work(held.run.id);
    expect(released).toMatchObject({ status: "succeeded", told: [] });
    expect(writesOf(released)).toBe(0);
    expect(world.standing()).toEqual(FULL);
  });

  it("is dropped with nothing written when it is cancelled, and the next one is held again", async ({ openWorld }) => {
    const { world, held } = await heldWorld(openWorld);
    await cancelRun(world.context, world.scope, held.run.id);
    expect(await getRun(world.context, world.scope, { runId: held.run.id })).toMatchObject({
      status: "cancelled",
      reason: "run_cancelled",
    });
    await expect(releaseRun(world.context, world.scope, held.run.id)).rejects.toMatchObject({ reason: "run_finished" });

    const next = await world.night();
    expect(next).toMatchObject({ status: "held", reason: "mass_drop", told: SHOWN });
    expect(world.standing()).toEqual(FULL);
  });

  it("makes way for the next night, which sees newer counts", async ({ openWorld }) => {
    const { world, held } = await heldWorld(openWorld);
    countAll(world, DROPPED, 11);
    const next = await world.night();
    expect(next.told).toEqual(DROPPED.map((name) => `${name} FILTER 10>11 set`));
    expect(await getRun(world.context, world.scope, { runId: held.run.id })).toMatchObject({
      status: "cancelled",
      reason: "run_superseded",
    });
  });

  it("is held as one, other changes of that night with it", async ({ openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    countAll(world, DROPPED, 0);
    world.count("c08", { cloudfilter: 11 });
    await world.addCustomer("c09", { counts: { cloudfilter: 3 } });
    const held = await world.night();
    expect(held.told).toEqual([...SHOWN, "c08 FILTER 10>11 held", "c09 FILTER ->3 held"]);
    expect(writesOf(held)).toBe(0);
  });

  it("is told of by a preview, which is not held and writes nothing", async ({ openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    countAll(world, DROPPED, 0);
    await world.push();
    const preview = await world.run({ preview: true });
    expect(preview.reason).toBe("mass_drop");
    expect(preview.told).toEqual(DROPPED.map((name) => `${name} FILTER 10>0 planned`));
    expect(writesOf(preview)).toBe(0);
  });

  it.for([
    ["removed", removeConnection],
    ["paused", pauseConnection],
  ] as const)("is not left held where the connection is %s meanwhile (met by the model test)", async ([, take], { openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    // All lines are remembered by now, so that there is nothing to store that would tell.
    await world.night();
    countAll(world, DROPPED, 0);
    const { context, scope, simulator } = world;
    const run = async (): Promise<void> => {
      await take(context, scope, PROVIDER_ID);
    };
    simulator.faults.inject({ nth: 1, times: 1, fault: { kind: "call", run } });
    const night = await world.night();
    expect(night).toMatchObject({ status: "cancelled", reason: "connection_removed" });
    expect(writesOf(night)).toBe(0);
    await expect(releaseRun(context, scope, night.run.id)).rejects.toMatchObject({ reason: "run_finished" });
    expect(world.standing()).toEqual(FULL);
  });

  it("is held also where a person started it", async ({ openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    countAll(world, DROPPED, 0);
    await world.push();
    expect(await world.run()).toMatchObject({ status: "held", reason: "mass_drop" });
    expect(world.standing()).toEqual(FULL);
  });
});

describe("the guard's thresholds", () => {
  it.for([
    { customers: 8, drops: 4, status: "succeeded" },
    { customers: 8, drops: 5, status: "held" },
    { customers: 16, drops: 5, status: "held" },
    { customers: 17, drops: 5, status: "succeeded" },
    { customers: 20, drops: 6, status: "held" },
    { customers: 5, drops: 5, status: "held" },
  ] as const)("$drops of $customers lines: $status", async ({ customers, drops, status }, { openWorld }) => {
    const world = await openWorld(manyCustomers(customers));
    countAll(world, namesOf(drops), 0);
    expect((await world.night()).status).toBe(status);
  });

  it("are the connection's own where it has some", async ({ openWorld }) => {
    const world = await openWorld({ ...manyCustomers(8), preferences: { guardMinLines: 2, guardMinShare: 0.2 } });
    countAll(world, namesOf(2), 0);
    expect((await world.night()).status).toBe("held");
  });

  it("count no line that stood at 0 already, and none a partner decided about", async ({ openWorld }) => {
    const world = await openWorld({ ...manyCustomers(8), products: { FILTER: {}, SEND: {} } });
    await world.night();
    // Mapped to another product, every line of the first one is nobody's any more.
    await world.map({ cloudfilter: "SEND" });
    await world.night();
    for (const name of namesOf(8)) await world.decide(name, "FILTER", "set_zero");
    const night = await world.night();
    expect(night.status).toBe("succeeded");
    expect(night.told).toEqual(namesOf(8).map((name) => `${name} FILTER 10>0 set`));
  });
});

describe("counts that are missing, partial or old", () => {
  it("leave the customer's agreement as it is, and the others are done", async ({ openWorld }) => {
    const world = await openWorld({
      ...PLAIN_SETUP,
      customers: { ...PLAIN_SETUP.customers, dogwood: { lines: { FILTER: 3 } } },
    });
    const night = await world.night();
    expect(night.told).toEqual(["alder FILTER 10>12 set", "cedar FILTER ->7 added", "dogwood dogwood skipped quantities_missing"]);
    expect(night.status).toBe("succeeded_with_problems");
    expect(world.standing()).toContain("dogwood FILTER 3");
    expect(night.calls).toEqual({ agreements: 1, products: 1, lines: 4, PATCH: 1, POST: 1 });
  });

  it("are trusted for 36 hours, then no longer", async ({ openWorld }) => {
    const world = await openWorld();
    await world.night();
    // The console goes on without this one.
    world.count("alder", undefined);
    world.count("birch", { cloudfilter: 6 });
    world.psa.editLine(world.line("alder", "FILTER").id, { quantity: 1 });
    expect((await world.night()).told).toEqual(["alder FILTER 1>12 set", "birch FILTER 5>6 set"]);
    world.psa.editLine(world.line("alder", "FILTER").id, { quantity: 1 });
    const third = await world.night();
    expect(third).toMatchObject({ status: "succeeded_with_problems", told: ["alder alder skipped quantities_stale"] });
    expect(world.standing()).toEqual(["alder FILTER 1", "birch FILTER 6", "cedar FILTER 7"]);
    world.count("alder", { cloudfilter: 13 });
    expect((await world.night()).told).toEqual(["alder FILTER 1>13 set"]);
  });

  it.for([
    [36 * 3_600_000, ["alder FILTER 10>12 set", "cedar FILTER ->7 added"]],
    [
      36 * 3_600_000 + 1,
      ["alder alder skipped quantities_stale", "birch birch skipped quantities_stale", "cedar cedar skipped quantities_stale"],
    ],
  ] as const)("of %d ms", async ([ageMs, told], { openWorld }) => {
    const world = await openWorld();
    const beginsAt = new Date("2026-03-10T02:00:00Z");
    await world.push(new Date(beginsAt.getTime() - ageMs));
    expect((await world.night({ counts: "old" })).told).toEqual(told);
  });

  it("never overwrite newer ones, however late they come", async ({ openWorld }) => {
    const world = await openWorld();
    await world.push();
    countAll(world, ["alder", "birch", "cedar"], 1);
    await world.push(new Date(world.clock.now().getTime() - 3_600_000));
    expect((await world.night({ counts: "old" })).told).toEqual(["alder FILTER 10>12 set", "cedar FILTER ->7 added"]);
  });

  it("leave a shared agreement alone as a whole, since its sums are unknown", async ({ openWorld }) => {
    const world = await openWorld({
      ...PLAIN_SETUP,
      customers: {
        alder: { counts: { cloudfilter: 12 }, lines: { FILTER: 10 } },
        alderette: { sharesWith: "alder" },
        cedar: { counts: { cloudfilter: 7 } },
      },
    });
    const night = await world.night();
    expect(night.told).toEqual(["alder alderette skipped quantities_missing", "cedar FILTER ->7 added"]);
    world.count("alderette", { cloudfilter: 3 });
    expect((await world.night()).told).toEqual(["alder FILTER 10>15 set"]);
  });

  it("without a service mean 0 of it: the line is set to 0 and stays", async ({ openWorld }) => {
    const world = await openWorld();
    await world.night();
    world.count("alder", { safesend: 4 });
    expect((await world.night()).told).toEqual(["alder FILTER 12>0 set"]);
    expect(world.standing()).toEqual(["alder FILTER 0", "birch FILTER 5", "cedar FILTER 7"]);
    world.count("alder", { cloudfilter: 12 });
    expect((await world.night()).told).toEqual(["alder FILTER 0>12 set"]);
  });

  it("without a service for anybody are held: that is what a service looks like that vanished from the platform", async ({ openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    for (const name of namesOf(8)) world.count(name, {});
    const held = await world.night();
    expect(held).toMatchObject({ status: "held", reason: "mass_drop" });
    expect(world.standing()).toEqual(FULL);
    countAll(world, namesOf(8), 10);
    expect(await world.night()).toMatchObject({ status: "succeeded", told: [] });
  });

  it("that name a service nobody knows are refused as a whole", async ({ openWorld }) => {
    const world = await openWorld();
    world.count("alder", { cloudfilter: 0, vanished: 4 });
    await expect(world.push()).rejects.toMatchObject({ reason: "invalid_input" });
    world.count("alder", { cloudfilter: 12 });
    expect((await world.night()).told).toEqual(["alder FILTER 10>12 set", "cedar FILTER ->7 added"]);
  });

  it("of archived customers are 0, and many at once are held", async ({ openWorld }) => {
    const world = await openWorld(manyCustomers(8));
    await world.night();
    await world.archive("c01");
    expect((await world.night()).told).toEqual(["c01 FILTER 10>0 set"]);
    await world.archive(...namesOf(7));
    expect(await world.night()).toMatchObject({ status: "held", reason: "mass_drop" });
  });
});

describe("a customer that moves to another agreement", () => {
  async function movedWorld(openWorld: (setup?: WorldSetup) => Promise<RunWorld>): Promise<{ world: RunWorld; night: Night }> {
    const world = await openWorld({ ...PLAIN_SETUP, customers: { ...PLAIN_SETUP.customers, vacant: { counts: {} } } });
    await world.night();
    await world.assign("alder", "vacant");
    await world.assign("vacant", "birch");
    const night = await world.night();
    return { world, night };
  }

  it("gets its line there, and the old one is told and left until the partner decides", async ({ openWorld }) => {
    const { world, night } = await movedWorld(openWorld);
    expect(night.told).toEqual(["alder FILTER 12>- skipped line_orphaned", "vacant FILTER ->12 added"]);
    const next = await world.night();
    expect(next).toMatchObject({ status: "succeeded_with_problems", told: ["alder FILTER 12>- skipped line_orphaned"] });
    expect(writesOf(next)).toBe(0);
    expect(world.standing()).toEqual(["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7", "vacant FILTER 12"]);
  });

  it("has the old line set to 0 once the partner says so, and never again", async ({ openWorld }) => {
    const { world } = await movedWorld(openWorld);
    await world.decide("alder", "FILTER", "set_zero");
    expect((await world.night()).told).toEqual(["alder FILTER 12>0 set"]);
    expect(await world.night()).toMatchObject({ status: "succeeded", told: [] });
    world.psa.editLine(world.line("alder", "FILTER").id, { quantity: 8 });
    expect(await world.night()).toMatchObject({ status: "succeeded", told: [] });
    expect(world.standing()).toContain("alder FILTER 8");
  });

  it("has the old line left for good once the partner says so", async ({ openWorld }) => {
    const { world } = await movedWorld(openWorld);
    await world.decide("alder", "FILTER", "leave");
    const night = await world.night();
    expect(night).toMatchObject({ status: "succeeded", told: [] });
    expect(night.run.counts.left).toBe(1);
    expect(world.standing()).toContain("alder FILTER 12");
  });

  it("and back again finds its line", async ({ openWorld }) => {
    const { world } = await movedWorld(openWorld);
    await world.assign("alder", "alder");
    world.count("alder", { cloudfilter: 14 });
    const night = await world.night();
    expect(night.told).toEqual(["alder FILTER 12>14 set", "vacant FILTER 12>- skipped line_orphaned"]);
    expect(breachesOf(world, world.traffic.calls)).toEqual([]);
  });

  it("away from a shared agreement lowers its sum there", async ({ openWorld }) => {
    const world = await openWorld({
      ...PLAIN_SETUP,
      customers: {
        alder: { counts: { cloudfilter: 12 }, lines: { FILTER: 15 } },
        alderette: { counts: { cloudfilter: 3 }, sharesWith: "alder" },
        cedar: { counts: { cloudfilter: 7 } },
      },
    });
    expect((await world.night()).told).toEqual(["cedar FILTER ->7 added"]);
    await world.assign("alderette", "cedar");
    expect((await world.night()).told).toEqual(["alder FILTER 15>12 set", "cedar FILTER 7>10 set"]);
  });
});

describe("a service mapped to another product", () => {
  it("gets lines of the new one, and the old ones are told and left", async ({ openWorld }) => {
    const world = await openWorld({ ...PLAIN_SETUP, products: { FILTER: {}, SEND: {} } });
    await world.night();
    await world.map({ cloudfilter: "SEND" });
    const night = await world.night();
    expect(night.told).toEqual([
      "alder FILTER 12>- skipped line_orphaned",
      "alder SEND ->12 added",
      "birch FILTER 5>- skipped line_orphaned",
      "birch SEND ->5 added",
      "cedar FILTER 7>- skipped line_orphaned",
      "cedar SEND ->7 added",
    ]);
    const { items } = await listRunPage(world.context, world.scope, { providerId: PROVIDER_ID, limit: 10 });
    expect(items.map(({ status }) => status)).toEqual(["succeeded_with_problems", "succeeded"]);
  });
});
