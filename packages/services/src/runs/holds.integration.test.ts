import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { cancelRun, releaseRun } from "./change-run.ts";
import { startRun } from "./start-run.ts";
import { FakeSite } from "./testing/fake-site.ts";
import { carryOn, countsOf, runIt, told } from "./testing/run-it.ts";
import { createWorld, fakeContext, type FakeContext, type World } from "./testing/world.ts";
import { getRun } from "./view-runs.ts";

const AGREEMENTS = ["A1", "A2", "A3", "A4", "A5", "A6"];

/** Six lines at 5, of which five would fall to 0 and one would rise. */
async function brokenCount(testDatabase: TestDatabase): Promise<{ site: FakeSite; world: World; context: FakeContext }> {
  const site = new FakeSite();
  site.product("mail");
  for (const id of AGREEMENTS) {
    site.agreement(id);
    site.line(id, "mail", 5);
  }
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail" },
    customers: AGREEMENTS.map((agreementId) => ({
      id: `c-${agreementId}`,
      agreementId,
      quantities: agreementId === "A6" ? { cloudfilter: 9 } : {},
    })),
  });
  return { site, world, context: fakeContext(testDatabase.serverAndWorker, site) };
}

describe("a run that would set many lines to 0", () => {
  it("is held before the first write, with all it would do", async ({ testDatabase }) => {
    const { site, world, context } = await brokenCount(testDatabase);
    const run = await runIt(context, world);
    expect(run).toMatchObject({ status: "held", reason: "mass_drop", finishedAt: null });
    expect(told(run)).toEqual([
      "A1/mail 5>0 held",
      "A2/mail 5>0 held",
      "A3/mail 5>0 held",
      "A4/mail 5>0 held",
      "A5/mail 5>0 held",
      "A6/mail 5>9 held",
    ]);
    expect(countsOf(run)).toEqual({ agreements: 6, lines: 6, held: 6 });
    expect(site.writes()).toEqual([]);
  });

  it("goes on under its id from a fresh read once it is let go", async ({ testDatabase }) => {
    const { site, world, context } = await brokenCount(testDatabase);
    const held = await runIt(context, world);
    await world.push("c-A1", { cloudfilter: 3 });
    await releaseRun(context, world.scope, held.id);
    // Once more by mistake changes nothing.
    await releaseRun(context, world.scope, held.id);
    await carryOn(context, held.id);
    const run = await getRun(context, world.scope, { runId: held.id });
    expect(run).toMatchObject({ status: "succeeded", reason: null });
    expect(site.standing()).toEqual(["A1/mail=3", "A2/mail=0", "A3/mail=0", "A4/mail=0", "A5/mail=0", "A6/mail=9"]);
    expect(countsOf(run)).toEqual({ agreements: 6, lines: 6, set: 6 });
    await expect(releaseRun(context, world.scope, held.id)).rejects.toMatchObject({ reason: "run_finished" });
  });

  it("is dropped when it is cancelled", async ({ testDatabase }) => {
    const { site, world, context } = await brokenCount(testDatabase);
    const held = await runIt(context, world);
    await cancelRun(context, world.scope, held.id);
    expect(await getRun(context, world.scope, { runId: held.id })).toMatchObject({ status: "cancelled", reason: "run_cancelled" });
    await expect(cancelRun(context, world.scope, held.id)).rejects.toMatchObject({ reason: "run_finished" });
    await expect(releaseRun(context, world.scope, held.id)).rejects.toMatchObject({ reason: "run_finished" });
    expect(await carryOn(context, held.id)).toEqual({ kind: "not_claimable" });
    expect(site.writes()).toEqual([]);
  });

  it("makes room for a later run that saw newer facts, but not for one that failed", async ({ testDatabase }) => {
    const { site, world, context } = await brokenCount(testDatabase);
    const held = await runIt(context, world);
    site.before = () => {
      throw new Error("Something broke.");
    };
    const { runId } = await startRun(context, world.scope, { providerId: "fake-psa" });
    for (let attempt = 1; attempt <= 3; attempt += 1) await carryOn(context, runId);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "failed", reason: "internal_error" });
    expect(await getRun(context, world.scope, { runId: held.id })).toMatchObject({ status: "held" });

    site.before = () => undefined;
    for (const id of AGREEMENTS) await world.push(`c-${id}`, { cloudfilter: 5 });
    await runIt(context, world);
    expect(await getRun(context, world.scope, { runId: held.id })).toMatchObject({ status: "cancelled", reason: "run_superseded" });
  });

  it("is told of, not held, where it is a preview", async ({ testDatabase }) => {
    const { world, context } = await brokenCount(testDatabase);
    const run = await runIt(context, world, { preview: true });
    expect(run).toMatchObject({ status: "succeeded", reason: "mass_drop" });
    expect(countsOf(run)).toMatchObject({ planned: 6 });
  });

  it("is not held where the connection's own thresholds allow it", async ({ testDatabase }) => {
    const { site, world, context } = await brokenCount(testDatabase);
    await testDatabase.database.db
      .updateTable("connections")
      .set({ preferences: JSON.stringify({ guardMinLines: 6 }) })
      .execute();
    expect(await runIt(context, world)).toMatchObject({ status: "succeeded" });
    expect(site.writes()).toHaveLength(6);
  });
});
