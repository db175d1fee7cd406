import { createTestDatabase, type TestDatabase } from "@integrations/database/testing";
import { createTestClock } from "@integrations/provider-kit/testing";
import { fanOutNow, sweepRuns, workOnRun } from "@integrations/services";
import { describe, expect } from "vitest";
import { compose, type WorkerParts } from "./compose.ts";
import { copyDatabase } from "./testing/copy-database.ts";
import { testWithScene, type WorkerScene } from "./testing/worker-scene.ts";

const HOUR_MS = 3_600_000;
const CUSTOMERS = [
  { name: "Anna", counted: { cloudfilter: 2, bracket: 3 }, lines: { cloudfilter: 1 } },
  { name: "Bert", counted: { cloudfilter: 5 }, lines: { cloudfilter: 5 } },
] as const;
const RIGHT = ["Anna/bracket=3", "Anna/cloudfilter=2", "Bert/cloudfilter=5"];

/** `it` with an empty database elsewhere, as `pnpm migrate` makes it. */
const it = testWithScene.extend("elsewhere", async ({ task: _task }, { onCleanup }) => {
  const elsewhere = await createTestDatabase();
  onCleanup(() => elsewhere.drop());
  return elsewhere;
});

describe("a dump that is restored elsewhere", () => {
  it("finds what was done after it, and writes nothing", async ({ scene, testDatabase, elsewhere }) => {
    const partner = await scene.addPartner("Moved", CUSTOMERS);
    await copyDatabase(testDatabase.database, elsewhere.database);
    await night(scene.parts);
    expect(partner.standing()).toEqual(RIGHT);
    const written = scene.simulator.requests.writes().length;
    expect(written).toBe(2);

    const restored = await passNights(scene, elsewhere, 2);
    expect(restored).toEqual([
      { status: "succeeded", counts: expect.objectContaining({ set: 0, added: 0, unchanged: 3 }) },
      { status: "succeeded", counts: expect.objectContaining({ set: 0, added: 0, unchanged: 3 }) },
    ]);
    expect(partner.standing()).toEqual(RIGHT);
    expect(scene.simulator.requests.writes()).toHaveLength(written);
    // The line that the old place added is known here by now, so that its removal by a person would be told.
    const kept = await elsewhere.database.db
      .selectFrom("kept_lines")
      .select(["product_id", "written_quantity"])
      .orderBy("line_id")
      .execute();
    expect(kept).toHaveLength(3);
    expect(kept.every((line) => line.written_quantity === null)).toBe(true);
  });

  it("goes on with a run that was under way, and does not double the line it was adding", async ({ scene, testDatabase, elsewhere }) => {
    const partner = await scene.addPartner("Moved", CUSTOMERS);
    const hold = scene.simulator.faults.hold({ match: { method: "POST" }, at: "after" });
    const dying = new AbortController();
    const [started] = await fanOutNow(scene.parts.context);
    const target = { runId: started?.runId ?? "" };
    const old = workOnRun(scene.parts.context, target, { signal: dying.signal, times: { tickMs: 20 } });
    const held = await hold.next();
    // The line is there, its answer is not: this is when the dump is taken, and the old place ends.
    await copyDatabase(testDatabase.database, elsewhere.database);
    await testDatabase.database.db.deleteFrom("runs").execute();
    held.release("drop");
    expect(await old).toMatchObject({ kind: "lost" });

    const later = compose(configurationOf(scene, elsewhere), scene.parts.logger, { clock: laterClock(1) });
    expect(await sweepRuns(later.context)).toMatchObject({ woken: 1 });
    expect(await workOnRun(later.context, target, { signal: new AbortController().signal })).toMatchObject({ status: "succeeded" });
    await later.close();
    expect(partner.standing()).toEqual(RIGHT);

    const writes = scene.simulator.requests.writes().length;
    await passNights(scene, elsewhere, 1);
    expect(partner.standing()).toEqual(RIGHT);
    expect(scene.simulator.requests.writes()).toHaveLength(writes);
  });
});

/** Nights at the restored place, each on a day of its own, and what became of them. */
async function passNights(scene: WorkerScene, { database, url }: TestDatabase, nights: number) {
  for (let each = 1; each <= nights; each += 1) {
    const parts = compose({ ...scene.parts.configuration, databaseUrl: url }, scene.parts.logger, { clock: laterClock(each) });
    await night(parts);
    await parts.close();
  }
  return await database.db.selectFrom("runs").select(["status", "counts"]).orderBy("queued_at").execute();
}

async function night({ context }: WorkerParts): Promise<void> {
  for (const { runId } of await fanOutNow(context)) {
    await workOnRun(context, { runId }, { signal: new AbortController().signal, times: { tickMs: 20 } });
  }
}

function configurationOf(scene: WorkerScene, { url }: TestDatabase) {
  return { ...scene.parts.configuration, databaseUrl: url };
}

/** Some hours later, but not so late that the counts are stale. */
function laterClock(hours: number) {
  return createTestClock({ startAt: new Date(Date.now() + hours * HOUR_MS), auto: true });
}
