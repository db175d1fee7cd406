import type { Database } from "@integrations/database";
import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { spreadDelayMs } from "@integrations/jobs";
import { sql } from "kysely";
import { describe, expect } from "vitest";
import { listIntegrations } from "../connections/view-connections.ts";
import { fanOutNight } from "./fan-out-night.ts";
import { FakeSite, siteError } from "./testing/fake-site.ts";
import { runIt } from "./testing/run-it.ts";
import { createWorld, fakeContext, NOW, type FakeContext, type World } from "./testing/world.ts";
import { workOnRun, type RunReport } from "./work-on-run.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

async function scene(testDatabase: TestDatabase) {
  const site = new FakeSite();
  site.product("mail");
  site.agreement("A1");
  site.line("A1", "mail", 1);
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail" },
    customers: [{ id: "c1", agreementId: "A1", quantities: { cloudfilter: 8 } }],
  });
  const context = fakeContext(testDatabase.serverAndWorker, site);
  return { site, world, context, night: () => passNight(context, world) };
}

/** One whole night of the connection, its later attempts included; the clock ends a day later. */
async function passNight(context: FakeContext, world: World): Promise<{ attempts: number; last: RunReport }> {
  const dueAt = context.clock.now();
  const { night } = await fanOutNight(context, { dueAt, windowMinutes: 0 });
  await world.push("c1", { cloudfilter: 8 }, dueAt);
  const target = { connectionId: world.connectionId, night };
  for (let attempts = 1; ; attempts += 1) {
    const last = await workOnRun(context, target, { signal: new AbortController().signal, times: { tickMs: 10 } });
    if (last.kind !== "retried_later") {
      context.clock.advance(dueAt.getTime() + DAY_MS - context.clock.now().getTime());
      return { attempts, last };
    }
    context.clock.advance(last.dueAt.getTime() - context.clock.now().getTime());
  }
}

async function failing({ context, world }: { context: FakeContext; world: World }) {
  const [integration] = await listIntegrations(context, world.scope);
  return integration?.failing;
}

describe("nights that fail one after another", () => {
  it("are counted from the first one, and tried but once each from the third on", async ({ testDatabase }) => {
    const { site, world, context, night } = await scene(testDatabase);
    site.before = () => {
      throw siteError({ code: "unavailable" });
    };
    expect(await failing({ context, world })).toBeNull();
    const attempts: number[] = [];
    const counted: unknown[] = [];
    for (let each = 0; each < 4; each += 1) {
      attempts.push((await night()).attempts);
      counted.push((await failing({ context, world }))?.nights);
    }
    expect(attempts).toEqual([3, 3, 1, 1]);
    expect(counted).toEqual([1, 2, 3, 4]);
    expect((await failing({ context, world }))?.since).toEqual(new Date(NOW.getTime() + 25 * MINUTE_MS));
  });

  it("are over as soon as one gets through, and are met patiently again after that", async ({ testDatabase }) => {
    const { site, world, context, night } = await scene(testDatabase);
    let isDown = true;
    site.before = () => {
      if (isDown) throw siteError({ code: "timeout" });
    };
    for (let each = 0; each < 3; each += 1) await night();
    isDown = false;
    expect(await night()).toMatchObject({ attempts: 1, last: { kind: "ended", status: "succeeded" } });
    expect(await failing({ context, world })).toBeNull();
    expect(site.standing()).toEqual(["A1/mail=8"]);
    isDown = true;
    expect(await night()).toMatchObject({ attempts: 3, last: { status: "failed", reason: "timeout" } });
    expect(await failing({ context, world })).toMatchObject({ nights: 1 });
  });

  it("are over also by a run that a person started, but not by a preview or by one of a single customer", async ({ testDatabase }) => {
    const { site, world, context, night } = await scene(testDatabase);
    site.before = () => {
      throw siteError({ code: "unavailable" });
    };
    await night();
    site.before = () => undefined;
    await runIt(context, world, { preview: true });
    await runIt(context, world, { customerId: "c1" });
    expect(await failing({ context, world })).toMatchObject({ nights: 1 });
    context.clock.advance(1);
    await runIt(context, world);
    expect(await failing({ context, world })).toBeNull();
  });

  it("are one connection's own affair", async ({ testDatabase }) => {
    const poisoned = await scene(testDatabase);
    poisoned.site.before = () => {
      throw new TypeError("This plugin has a fault.");
    };
    const well = await scene(testDatabase);
    expect((await poisoned.night()).last).toMatchObject({ kind: "ended", status: "failed", reason: "internal_error" });
    expect((await well.night()).last).toMatchObject({ kind: "ended", status: "succeeded" });
    expect(await failing(poisoned)).toMatchObject({ nights: 1 });
    expect(await failing(well)).toBeNull();
  });

  it("end where the keys are refused: nothing is sent any more until somebody looks", async ({ testDatabase }) => {
    const { site, context, world, night } = await scene(testDatabase);
    site.before = () => {
      throw siteError({ code: "credentials_refused" });
    };
    expect(await night()).toMatchObject({ attempts: 1, last: { status: "failed", reason: "credentials_refused" } });
    const callsOfFirst = site.calls.length;
    expect((await night()).last).toEqual({ kind: "not_claimable" });
    expect(site.calls).toHaveLength(callsOfFirst);
    const [integration] = await listIntegrations(context, world.scope);
    expect(integration).toMatchObject({ status: "attention", attentionReason: "credentials_refused", failing: { nights: 1 } });
  });
});

describe("the spread of a night", () => {
  it("gives each connection its own place in the window, the same one whoever fans out and however often", async ({ testDatabase }) => {
    const scenes = [];
    for (let each = 0; each < 12; each += 1) scenes.push(await scene(testDatabase));
    const [first] = scenes;
    if (first === undefined) throw new TypeError("There is no scene.");
    await fanOutNight(first.context, { dueAt: NOW, windowMinutes: 120 });
    const placed = await places(testDatabase.database);
    expect(placed).toEqual(
      scenes
        .map(({ world: { connectionId } }) => ({ connectionId, afterMs: spreadDelayMs(connectionId, "2026-03-10", 120) }))
        .toSorted((one, other) => (one.connectionId < other.connectionId ? -1 : 1)),
    );
    expect(new Set(placed.map((each) => Math.floor(each.afterMs / (20 * MINUTE_MS)))).size).toBeGreaterThan(2);

    // A minute later another worker does it again, as after a crash: nobody moves.
    first.context.clock.advance(MINUTE_MS);
    await fanOutNight(first.context, { dueAt: NOW, windowMinutes: 120 });
    expect(await places(testDatabase.database)).toEqual(placed);
  });
});

/** When each connection's run begins, after the beginning of the night; the row and its job must agree. */
async function places(database: Database): Promise<Array<{ connectionId: string; afterMs: number }>> {
  const { rows } = await sql<{ connection_id: string; due_at: Date; run_at: Date }>`
    select r.connection_id, r.due_at, j.run_at from runs r
      join graphile_worker.jobs j on j.key = 'run:' || r.connection_id || ':' || r.night
     order by r.connection_id`.execute(database.db);
  for (const row of rows) expect(row.run_at).toEqual(row.due_at);
  return rows.map((row) => ({ connectionId: row.connection_id, afterMs: row.due_at.getTime() - NOW.getTime() }));
}
