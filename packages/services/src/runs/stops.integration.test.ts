import type { Database } from "@integrations/database";
import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { sql } from "kysely";
import { describe, expect, vi } from "vitest";
import { cancelRun } from "./change-run.ts";
import { startRun } from "./start-run.ts";
import { FakeSite, siteError, type SiteCall } from "./testing/fake-site.ts";
import { carryOn, runIt, told } from "./testing/run-it.ts";
import { createWorld, fakeContext, type FakeContext, type World } from "./testing/world.ts";
import { getRun } from "./view-runs.ts";

const MINUTE_MS = 60_000;
const PATIENT = { timeout: 20_000, interval: 10 };

async function threeChanges(testDatabase: TestDatabase): Promise<{ site: FakeSite; world: World; context: FakeContext; runId: string }> {
  const site = new FakeSite();
  site.product("mail");
  const agreements = ["A1", "A2", "A3"];
  for (const id of agreements) {
    site.agreement(id);
    site.line(id, "mail", 1);
  }
  const world = await createWorld(testDatabase.database, {
    mappings: { cloudfilter: "mail" },
    customers: agreements.map((agreementId) => ({ id: `c-${agreementId}`, agreementId, quantities: { cloudfilter: 8 } })),
    preferences: { concurrency: 1 },
  });
  const context = fakeContext(testDatabase.serverAndWorker, site);
  const { runId } = await startRun(context, world.scope, { providerId: "fake-psa" });
  return { site, world, context, runId };
}

/** Does something once, right after the first line was written; time passes too, so that the next write looks first. */
function afterFirstWrite(site: FakeSite, context: FakeContext, act: () => unknown): void {
  let isFirst = true;
  site.after = async ({ verb }: SiteCall) => {
    if (verb !== "setQuantity" || !isFirst) return;
    isFirst = false;
    await act();
    context.clock.advance(3_000);
  };
}

describe("a run under way stops before its next write", () => {
  it("when it is cancelled", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    afterFirstWrite(site, context, () => cancelRun(context, world.scope, runId));
    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "cancelled", reason: "run_cancelled", counts: { set: 1, skipped: 2 } });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 skipped run_cancelled", "A3/mail 1>8 skipped run_cancelled"]);
    expect(site.standing()).toEqual(["A1/mail=8", "A2/mail=1", "A3/mail=1"]);
  });

  it.for([
    ["is paused", (database: Database) => database.db.updateTable("connections").set({ status: "paused" }).execute()],
    ["is removed", (database: Database) => database.db.deleteFrom("connections").execute()],
    ["gets other credentials", (database: Database) => database.db.updateTable("connections").set({ credentials_version: 1 }).execute()],
  ] as const)("when the connection %s", async ([, act], { testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    afterFirstWrite(site, context, () => act(testDatabase.database));
    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "cancelled", reason: "connection_removed" });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 skipped connection_removed", "A3/mail 1>8 skipped connection_removed"]);
    expect(site.standing()).toEqual(["A1/mail=8", "A2/mail=1", "A3/mail=1"]);
  });

  it("when the credentials are refused, and the connection needs attention from then on", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    site.before = ({ verb, agreementId }) => {
      if (verb === "setQuantity" && agreementId === "A2") throw siteError({ code: "credentials_refused" });
    };
    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "failed", reason: "credentials_refused" });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 skipped credentials_refused", "A3/mail 1>8 skipped credentials_refused"]);
    const connection = await testDatabase.database.db.selectFrom("connections").selectAll().executeTakeFirstOrThrow();
    expect(connection).toMatchObject({ status: "attention", attention_reason: "credentials_refused" });
    await expect(startRun(context, world.scope, { providerId: "fake-psa" })).rejects.toMatchObject({ reason: "connection_attention" });
    const audit = await testDatabase.database.db.selectFrom("audit_events").select("action").where("actor_role", "=", "system").execute();
    expect(audit).toEqual([{ action: "connection.attention" }]);
  });

  it("when credentials are refused that were replaced meanwhile, which leaves the connection as it is", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    site.before = async ({ verb, agreementId }) => {
      if (verb !== "setQuantity" || agreementId !== "A2") return;
      await testDatabase.database.db.updateTable("connections").set({ credentials_version: 1 }).execute();
      throw siteError({ code: "credentials_refused" });
    };
    await carryOn(context, runId);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "failed", reason: "credentials_refused" });
    const connection = await testDatabase.database.db.selectFrom("connections").selectAll().executeTakeFirstOrThrow();
    expect(connection).toMatchObject({ status: "active", attention_reason: null });
  });

  it("when its lease has passed to somebody else, and records nothing more", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    afterFirstWrite(site, context, () =>
      testDatabase.database.db.updateTable("runs").set({ lease_token: "11111111-1111-4111-8111-111111111111" }).execute(),
    );
    expect(await carryOn(context, runId)).toEqual({ kind: "lost", runId });
    const run = await getRun(context, world.scope, { runId });
    expect(run.status).toBe("running");
    expect(told(run)).toEqual(["A1/mail 1>8 planned", "A2/mail 1>8 planned", "A3/mail 1>8 planned"]);
    expect(site.standing()).toEqual(["A1/mail=8", "A2/mail=1", "A3/mail=1"]);
  });

  it("when the worker ends, and another one does the rest", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    const shutdown = new AbortController();
    afterFirstWrite(site, context, () => shutdown.abort());
    expect(await carryOn(context, runId, { signal: shutdown.signal })).toEqual({ kind: "handed_back", runId });
    const between = await getRun(context, world.scope, { runId });
    expect(between).toMatchObject({ status: "queued", attempts: 0 });
    expect(told(between)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 planned", "A3/mail 1>8 planned"]);

    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "succeeded", counts: { set: 3, planned: 0 } });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 set", "A3/mail 1>8 set"]);
    expect(site.writes()).toHaveLength(3);
  });
});

describe("a result that is on its way to the database when the run stops", () => {
  it("is waited for, so that the record tells what was written", async ({ testDatabase }) => {
    const site = new FakeSite();
    site.product("mail");
    site.agreement("A1");
    site.agreement("A2");
    site.line("A1", "mail", 1);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: ["A1", "A2"].map((agreementId) => ({ id: `c-${agreementId}`, agreementId, quantities: { cloudfilter: 8 } })),
      preferences: { concurrency: 1 },
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    const { runId } = await startRun(context, world.scope, { providerId: "fake-psa" });

    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const { promise: isHeldUp, resolve: heldUp } = Promise.withResolvers<void>();
    let isClosed = false;
    const database: Database = {
      ...context.database,
      transaction: async (work) => {
        if (isClosed) {
          heldUp();
          await opened;
        }
        return await context.database.transaction(work);
      },
    };
    // The look before the new line: the result of the change waits by then, and its time comes.
    site.before = async ({ verb }) => {
      if (verb !== "readLines" || site.writes().length === 0) return;
      isClosed = true;
      context.clock.advance(3_000);
      await isHeldUp;
      await cancelRun(context, world.scope, runId);
    };
    const working = carryOn({ ...context, database }, runId);
    await isHeldUp;
    // It must not be over before the result is stored, and is given time to make that mistake.
    const isOver = async (): Promise<void> => expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "cancelled" });
    await vi.waitFor(isOver, { timeout: 500, interval: 10 }).catch(() => undefined);
    open();
    await working;
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "cancelled", reason: "run_cancelled", counts: { set: 1, skipped: 1 } });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail ->8 skipped run_cancelled"]);
  });
});

describe("a run that reads", () => {
  it("stops at once when the worker ends, however long the answer takes", async ({ testDatabase }) => {
    const { site, context, runId } = await threeChanges(testDatabase);
    const shutdown = new AbortController();
    site.before = async ({ verb }) => {
      if (verb !== "readLines") return;
      shutdown.abort();
      await Promise.resolve();
    };
    expect(await carryOn(context, runId, { signal: shutdown.signal })).toEqual({ kind: "handed_back", runId });
    expect(site.writes()).toEqual([]);
  });

  it("renews its lease while it lasts", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    let renewals = 0;
    site.before = async ({ verb }) => {
      if (verb !== "readLines") return;
      context.clock.advance(40_000);
      const renewedTo = new Date(context.clock.now().getTime() + 90_000);
      await vi.waitFor(async () => expect((await getRun(context, world.scope, { runId })).leaseExpiresAt).toEqual(renewedTo), PATIENT);
      renewals += 1;
    };
    await carryOn(context, runId);
    expect(renewals).toBe(3);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "succeeded" });
  });
});

describe("a run whose lease cannot be renewed", () => {
  it("is given up before it could be taken over, with whatever is under way, though the database does not even answer", async ({
    testDatabase,
  }) => {
    const { site, context, runId } = await threeChanges(testDatabase);
    let release: (() => void) | undefined;
    let aborted = false;
    site.after = async ({ verb }, _site, signal) => {
      if (verb !== "setQuantity" || release !== undefined) return;
      const { promise: held, resolve } = Promise.withResolvers<void>();
      release = resolve;
      const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
      void testDatabase.database.transaction(async (trx) => {
        await trx.selectFrom("runs").select("id").where("id", "=", runId).forUpdate().execute();
        lock();
        await held;
      });
      await locked;
      context.clock.advance(54_000);
      // The renewal begins, and waits for the row that somebody holds.
      await vi.waitFor(async () => expect(await waitingFor(testDatabase.database)).toBe(1));
      expect(signal.aborted).toBe(false);
      context.clock.advance(1_000);
      await vi.waitFor(() => expect(signal.aborted).toBe(true));
      aborted = true;
    };
    const working = carryOn(context, runId);
    await vi.waitFor(() => expect(aborted).toBe(true), { timeout: 10_000 });
    expect(await working).toEqual({ kind: "lost", runId });
    release?.();
    await vi.waitFor(() => expect(testDatabase.worker.pool.idleCount).toBe(testDatabase.worker.pool.totalCount));
    expect(site.writes()).toHaveLength(1);
  });
});

async function waitingFor({ db }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from pg_locks where not granted`.execute(db);
  return rows[0]?.count ?? 0;
}

describe("a cancelled run whose worker died", () => {
  it("still tells what was written before it ends as cancelled", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    afterFirstWrite(site, context, async () => {
      await cancelRun(context, world.scope, runId);
      // As if the process ended here: nothing it records counts any more.
      await testDatabase.database.db.updateTable("runs").set({ lease_token: "11111111-1111-4111-8111-111111111111" }).execute();
    });
    await carryOn(context, runId);
    context.clock.advance(5 * MINUTE_MS);
    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(run).toMatchObject({ status: "cancelled", reason: "run_cancelled" });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A2/mail 1>8 skipped run_cancelled", "A3/mail 1>8 skipped run_cancelled"]);
    expect(site.writes()).toHaveLength(1);
  });
});

describe("a run that goes on after another one has done some of its work", () => {
  it("tells of that what the other one does not: its own writes", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    const shutdown = new AbortController();
    afterFirstWrite(site, context, () => shutdown.abort());
    await carryOn(context, runId, { signal: shutdown.signal });
    const other = await runIt(context, world, { customerId: "c-A2" });
    expect(told(other)).toEqual(["A2/mail 1>8 set"]);
    context.clock.advance(5 * MINUTE_MS);
    await carryOn(context, runId);
    expect(told(await getRun(context, world.scope, { runId }))).toEqual(["A1/mail 1>8 set", "A3/mail 1>8 set"]);
    expect(site.writes()).toHaveLength(3);
  });
});

describe("a run whose worker died after a write", () => {
  it("knows the line that was written, though somebody doubled it and another quantity is wanted by now", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    afterFirstWrite(site, context, () =>
      testDatabase.database.db.updateTable("runs").set({ lease_token: "11111111-1111-4111-8111-111111111111" }).execute(),
    );
    expect(await carryOn(context, runId)).toMatchObject({ kind: "lost" });
    site.line("A1", "mail", 1);
    await world.push("c-A1", { cloudfilter: 5 });
    context.clock.advance(5 * MINUTE_MS);
    await carryOn(context, runId);
    const run = await getRun(context, world.scope, { runId });
    expect(told(run)).toEqual(["A1/mail 1>8 set", "A1/mail 8>5 set", "A2/mail 1>8 set", "A3/mail 1>8 set"]);
    expect(site.standing().toSorted()).toEqual(["A1/mail=1", "A1/mail=5", "A2/mail=8", "A3/mail=8"]);
  });
});

describe("a site that is down", () => {
  it("fails a run that a person started, at once", async ({ testDatabase }) => {
    const { site, world, context } = await threeChanges(testDatabase);
    site.before = () => {
      throw siteError({ code: "unavailable", detail: "Maintenance" });
    };
    expect(await runIt(context, world)).toMatchObject({ status: "failed", reason: "unavailable", detail: "Maintenance", changes: [] });
  });

  it("is tried three times over half an hour at night, then the failure stands", async ({ testDatabase }) => {
    const { site, world, context, runId } = await threeChanges(testDatabase);
    await testDatabase.database.db.updateTable("runs").set({ night: "2026-03-10" }).execute();
    site.before = () => {
      throw siteError({ code: "timeout" });
    };
    const reports = [await carryOn(context, runId), await carryOn(context, runId), await carryOn(context, runId)];
    expect(reports.map((report) => report.kind)).toEqual(["retried_later", "retried_later", "ended"]);
    const delays = reports.map((report) => (report.kind === "retried_later" ? report.dueAt.getTime() - context.clock.now().getTime() : 0));
    expect(delays).toEqual([5 * MINUTE_MS, 20 * MINUTE_MS, 0]);
    expect(await getRun(context, world.scope, { runId })).toMatchObject({ status: "failed", reason: "timeout", attempts: 3 });
    expect(await carryOn(context, runId)).toEqual({ kind: "not_claimable" });
  });

  it("is not asked for thousands of agreements one by one", async ({ testDatabase }) => {
    const site = new FakeSite();
    site.product("mail");
    const agreements = Array.from({ length: 60 }, (_, index) => `A${index + 1}`);
    for (const id of agreements) site.agreement(id);
    const world = await createWorld(testDatabase.database, {
      mappings: { cloudfilter: "mail" },
      customers: agreements.map((agreementId) => ({ id: `c-${agreementId}`, agreementId, quantities: {} })),
    });
    const context = fakeContext(testDatabase.serverAndWorker, site);
    let asked = 0;
    site.before = ({ agreementId }) => {
      asked += 1;
      if (agreementId !== undefined && asked > 7) throw siteError({ code: "unavailable" });
    };
    // The site answers about itself, so that these are the agreements' own trouble and each is told.
    const own = await runIt(context, world);
    expect(own.status).toBe("succeeded_with_problems");
    expect(own.counts.skipped).toBe(55);

    asked = 0;
    site.before = () => {
      asked += 1;
      if (asked > 7) throw siteError({ code: "unavailable" });
    };
    expect(await runIt(context, world)).toMatchObject({ status: "failed", reason: "unavailable" });
    // Two bulk reads, five agreements, ten that failed in a row, and the question whether the site is there.
    expect(asked).toBe(18);
  });
});
