import type { Database } from "@integrations/database";
import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { sql } from "kysely";
import { describe, expect } from "vitest";
import { fanOutNight } from "./fan-out-night.ts";
import { fanOutNow } from "./fan-out-now.ts";
import { startRun } from "./start-run.ts";
import { sweepRuns } from "./sweep-runs.ts";
import { countStatements } from "./testing/count-statements.ts";
import { FakeSite } from "./testing/fake-site.ts";
import { carryOn, countsOf, runIt } from "./testing/run-it.ts";
import { createWorld, fakeContext, NOW } from "./testing/world.ts";
import { getRun, listRunPage } from "./view-runs.ts";
import { workOnRun } from "./work-on-run.ts";

const MINUTE_MS = 60_000;
const ONE = { providerId: "fake-psa" };

async function oneChange(testDatabase: TestDatabase) {
  const site = new FakeSite();
  site.product("mail");
  site.agreement("A1");
  site.line("A1", "mail", 1);
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail" },
    customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 8 } }],
  });
  return { site, world, context: fakeContext(testDatabase.serverAndWorker, site) };
}

describe("starting a run", () => {
  it("makes one of twenty presses at once", async ({ testDatabase }) => {
    const { world, context } = await oneChange(testDatabase);
    const started = await Promise.all(Array.from({ length: 20 }, () => startRun(context, world.scope, ONE)));
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    expect(await jobKeys(testDatabase.database)).toHaveLength(1);
  });

  it("queues other work behind it, which begins when it ends", async ({ testDatabase }) => {
    const { site, world, context } = await oneChange(testDatabase);
    const first = await startRun(context, world.scope, ONE);
    let others: string[] = [];
    site.before = async ({ verb }) => {
      if (verb !== "readLines" || others.length > 0) return;
      expect(await startRun(context, world.scope, ONE)).toEqual(first);
      const preview = await startRun(context, world.scope, { ...ONE, preview: true });
      context.clock.advance(1);
      const single = await startRun(context, world.scope, { ...ONE, customerId: "c1" });
      others = [preview.runId, single.runId];
      expect(await carryOn(context, preview.runId)).toEqual({ kind: "busy" });
      await sql`delete from graphile_worker._private_jobs`.execute(testDatabase.database.db);
    };
    await carryOn(context, first.runId);
    expect(await jobKeys(testDatabase.database)).toEqual([`run:${others[0]}`]);
    expect(new Set([first.runId, ...others]).size).toBe(3);
  });

  it("is refused where nothing could be done", async ({ testDatabase }) => {
    const { world, context } = await oneChange(testDatabase);
    await expect(startRun(context, world.scope, { providerId: "nobody" })).rejects.toMatchObject({ reason: "not_found" });
    await expect(startRun(context, world.scope, { ...ONE, customerId: "nobody" })).rejects.toMatchObject({ reason: "not_found" });
    await testDatabase.database.db.updateTable("connections").set({ status: "paused" }).execute();
    await expect(startRun(context, world.scope, ONE)).rejects.toMatchObject({ reason: "connection_paused" });
    await testDatabase.database.db.deleteFrom("connections").execute();
    await expect(startRun(context, world.scope, ONE)).rejects.toMatchObject({ reason: "not_enabled" });
  });
});

describe("several workers", () => {
  it("carry out a run once", async ({ testDatabase }) => {
    const { site, world, context } = await oneChange(testDatabase);
    const { runId } = await startRun(context, world.scope, ONE);
    const reports = await Promise.all([1, 2, 3, 4].map(() => carryOn(context, runId)));
    expect(reports.map((report) => report.kind).toSorted()).toEqual(["ended", "not_claimable", "not_claimable", "not_claimable"]);
    expect(site.writes()).toHaveLength(1);
  });

  it("give a run up that has killed five of them", async ({ testDatabase }) => {
    const { world, context, site } = await oneChange(testDatabase);
    const { runId } = await startRun(context, world.scope, ONE);
    await testDatabase.database.db.updateTable("runs").set({ attempts: 5 }).execute();
    await carryOn(context, runId);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "failed", reason: "internal_error" });
    expect(site.calls).toEqual([]);
  });
});

describe("a night", () => {
  it("has one run for each active connection, however often it is fanned out", async ({ testDatabase }) => {
    const { context, world, site } = await oneChange(testDatabase);
    const paused = await oneChange(testDatabase);
    await testDatabase.database.db
      .updateTable("connections")
      .set({ status: "paused" })
      .where("partner_id", "=", paused.world.partnerId)
      .execute();
    const options = { dueAt: NOW, windowMinutes: 120 };
    expect(await fanOutNight(context, options)).toEqual({ night: "2026-03-10", queued: 1 });
    expect(await fanOutNight(context, options)).toEqual({ night: "2026-03-10", queued: 0 });
    expect(await jobKeys(testDatabase.database)).toEqual([`run:${world.connectionId}:2026-03-10`]);
    const [run] = (await listRunPage(context, world.scope, { ...ONE, limit: 10 })).items;
    const waitMs = (run?.dueAt.getTime() ?? 0) - NOW.getTime();
    expect(waitMs).toBeGreaterThanOrEqual(0);
    expect(waitMs).toBeLessThan(120 * MINUTE_MS);

    const target = { connectionId: world.connectionId, night: "2026-03-10" };
    const signal = new AbortController().signal;
    expect(await workOnRun(context, target, { signal })).toMatchObject({ kind: "ended", status: "succeeded" });
    expect(await workOnRun(context, target, { signal })).toEqual({ kind: "not_claimable" });
    expect(site.writes()).toHaveLength(1);
  });

  it("is not begun any more once the next one is due", async ({ testDatabase }) => {
    const { context } = await oneChange(testDatabase);
    const dueAt = new Date(NOW.getTime() - 25 * 60 * MINUTE_MS);
    expect(await fanOutNight(context, { dueAt, windowMinutes: 120 })).toMatchObject({ queued: 0 });
  });

  it("asked for now does not count as the crontab's, and joins a run that waits for its place", async ({ testDatabase }) => {
    const { context, world } = await oneChange(testDatabase);
    const [now] = await fanOutNow(context);
    expect(now).toMatchObject({ joined: false, partnerId: world.partnerId });
    await carryOn(context, now?.runId ?? "");
    expect(await fanOutNight(context, { dueAt: NOW, windowMinutes: 120 })).toMatchObject({ queued: 1 });
    const [joined] = await fanOutNow(context);
    expect(joined).toMatchObject({ joined: true });
    const run = await getRun(context, world.scope, { runId: joined?.runId ?? "" });
    expect(run).toMatchObject({ night: "2026-03-10", dueAt: NOW });
  });

  it("in which nothing changed costs a handful of statements, and a call for each agreement", async ({ testDatabase }) => {
    const site = new FakeSite();
    site.product("mail");
    const agreements = Array.from({ length: 50 }, (_, index) => `A${index}`);
    for (const id of agreements) {
      site.agreement(id);
      site.line(id, "mail", 2);
    }
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: agreements.map((agreementId) => ({ id: `c-${agreementId}`, agreementId, quantities: { cloudfilter: 2 } })),
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    await runIt(context, world);
    const { runId } = await startRun(context, world.scope, ONE);
    site.calls.length = 0;
    const statements = countStatements(testDatabase.worker);
    await carryOn(context, runId);
    // Taken up, loaded and ended, however many agreements there are.
    expect(statements.count).toBe(3);
    expect(site.calls).toHaveLength(agreements.length + 2);
    expect(countsOf(await getRun(context, world.scope, { runId }))).toEqual({ agreements: 50, lines: 50, unchanged: 50 });
  });
});

describe("the sweep", () => {
  it("wakes runs whose worker died and runs without a job, and leaves the others alone", async ({ testDatabase }) => {
    const dead = await oneChange(testDatabase);
    const living = await oneChange(testDatabase);
    const lost = await oneChange(testDatabase);
    const waiting = await oneChange(testDatabase);
    const ids = new Map<object, string>();
    for (const each of [dead, living, lost, waiting]) ids.set(each, (await startRun(each.context, each.world.scope, ONE)).runId);
    await sql`delete from graphile_worker._private_jobs`.execute(testDatabase.database.db);
    const running = (runId: string | undefined, expiresAt: Date) =>
      testDatabase.database.db
        .updateTable("runs")
        .set({ status: "running", lease_token: "11111111-1111-4111-8111-111111111111", lease_expires_at: expiresAt })
        .where("id", "=", runId ?? "")
        .execute();
    await running(ids.get(dead), new Date(NOW.getTime() - 1));
    await running(ids.get(living), new Date(NOW.getTime() + MINUTE_MS));
    await testDatabase.database.db
      .updateTable("runs")
      .set({ due_at: new Date(NOW.getTime() - 3 * MINUTE_MS) })
      .where("id", "=", ids.get(lost) ?? "")
      .execute();

    expect(await sweepRuns(dead.context)).toMatchObject({ woken: 2 });
    expect(await jobKeys(testDatabase.database)).toEqual([`run:${ids.get(dead)}`, `run:${ids.get(lost)}`].toSorted());
  });

  it("ends runs that wait for a connection which is gone", async ({ testDatabase }) => {
    const { context, world } = await oneChange(testDatabase);
    const { runId } = await startRun(context, world.scope, ONE);
    await testDatabase.database.db.deleteFrom("connections").execute();
    await sweepRuns(context);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "cancelled", reason: "connection_removed" });
  });
});

describe("another partner's run", () => {
  it("is not there", async ({ testDatabase }) => {
    const mine = await oneChange(testDatabase);
    const theirs = await oneChange(testDatabase);
    const { runId } = await startRun(mine.context, mine.world.scope, ONE);
    await expect(getRun(theirs.context, theirs.world.scope, { runId })).rejects.toMatchObject({ reason: "not_found" });
    await expect(getRun(mine.context, mine.world.scope, { runId: "no uuid" })).rejects.toMatchObject({ reason: "not_found" });
    expect(await listRunPage(theirs.context, theirs.world.scope, { ...ONE, limit: 10 })).toEqual({ items: [], more: false });
  });
});

async function jobKeys(database: Database): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.jobs order by key`.execute(database.db);
  return rows.map((row) => row.key);
}
