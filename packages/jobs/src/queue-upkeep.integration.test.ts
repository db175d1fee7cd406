import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { enqueue } from "./enqueue.ts";
import { nightlyFanoutJob } from "./nightly-fanout.job.ts";
import { deleteGivenUpJobs, releaseStuckJobs } from "./queue-upkeep.ts";
import { runJob, runKey } from "./run.job.ts";

const RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02";
const OTHER_RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a03";
const LOCKED_AT = new Date("2026-03-01T02:00:00Z");
const after = (minutes: number) => new Date(LOCKED_AT.getTime() + minutes * 60_000);

describe("releaseStuckJobs", () => {
  it("frees a dead worker's job once its kind cannot take longer", async ({ testDatabase }) => {
    const { db } = testDatabase.worker;
    const id = await lockedJob(testDatabase, RUN_ID);
    expect(await releaseStuckJobs(db, { now: after(2), exceptKeys: [] })).toEqual([]);
    expect(await isAvailable(testDatabase, id)).toBe(false);
    expect(await releaseStuckJobs(db, { now: after(4), exceptKeys: [] })).toEqual([id]);
    expect(await isAvailable(testDatabase, id)).toBe(true);
  });

  it("goes by the limit of each kind of job", async ({ testDatabase }) => {
    const { server, worker } = testDatabase;
    const payload = { _cron: { ts: LOCKED_AT.toISOString(), backfilled: false } };
    const { id } = await server.transaction((trx) => enqueue(trx, nightlyFanoutJob, payload));
    await lock(testDatabase, id);
    expect(await releaseStuckJobs(worker.db, { now: after(4), exceptKeys: [] })).toEqual([]);
    expect(await releaseStuckJobs(worker.db, { now: after(6), exceptKeys: [] })).toEqual([id]);
  });

  it("leaves those that are known to be under way", async ({ testDatabase }) => {
    const alive = await lockedJob(testDatabase, RUN_ID);
    const dead = await lockedJob(testDatabase, OTHER_RUN_ID);
    expect(await releaseStuckJobs(testDatabase.worker.db, { now: after(60), exceptKeys: [runKey(RUN_ID)] })).toEqual([dead]);
    expect(await isAvailable(testDatabase, alive)).toBe(false);
  });

  it("does not give back an attempt that was used up", async ({ testDatabase }) => {
    const id = await lockedJob(testDatabase, RUN_ID, runJob.maxAttempts);
    await releaseStuckJobs(testDatabase.worker.db, { now: after(4), exceptKeys: [] });
    expect(await isAvailable(testDatabase, id)).toBe(false);
  });
});

describe("deleteGivenUpJobs", () => {
  it("removes what was given up long ago, and nothing that may still run", async ({ testDatabase }) => {
    const { database, server, worker } = testDatabase;
    const add = (runId: string) => server.transaction((trx) => enqueue(trx, runJob, { runId }));
    const waiting = await add("c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a10");
    const running = await add("c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a11");
    const old = await add("c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a12");
    const recent = await add("c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a13");
    await database.pool.query("update graphile_worker._private_jobs set updated_at = $1", [LOCKED_AT]);
    await database.pool.query("update graphile_worker._private_jobs set attempts = max_attempts where id = any($1::bigint[])", [
      [running.id, old.id, recent.id],
    ]);
    await database.pool.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker' where id = $1", [
      running.id,
    ]);
    await database.pool.query("update graphile_worker._private_jobs set updated_at = $1 where id = $2", [after(60), recent.id]);

    expect(await deleteGivenUpJobs(worker.db, after(30))).toBe(1);
    const { rows } = await database.pool.query<{ id: string }>("select id::text as id from graphile_worker._private_jobs order by id");
    expect(rows.map((row) => row.id)).toEqual([waiting.id, running.id, recent.id]);
    expect(await deleteGivenUpJobs(worker.db, after(30))).toBe(0);
  });
});

async function lockedJob(testDatabase: TestDatabase, runId: string, attempts = 1): Promise<string> {
  const { id } = await testDatabase.server.transaction((trx) => enqueue(trx, runJob, { runId }, { runAt: LOCKED_AT }));
  await lock(testDatabase, id, attempts);
  return id;
}

async function lock({ database }: TestDatabase, id: string, attempts = 1): Promise<void> {
  await database.pool.query("update graphile_worker._private_jobs set locked_at = $1, locked_by = 'dead', attempts = $2 where id = $3", [
    LOCKED_AT,
    attempts,
    id,
  ]);
}

async function isAvailable({ database }: TestDatabase, id: string): Promise<boolean | undefined> {
  const { rows } = await database.pool.query<{ is_available: boolean }>(
    "select is_available from graphile_worker._private_jobs where id = $1",
    [id],
  );
  return rows[0]?.is_available;
}
