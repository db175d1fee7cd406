import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { JobPayloadError } from "./parse-payload.ts";
import { runJob } from "./run.job.ts";
import { sweepJob } from "./sweep.job.ts";

const CONNECTION_ID = "7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01";
const RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02";
const NIGHT = { connectionId: CONNECTION_ID, night: "2026-03-01" };

describe("enqueue", () => {
  it("adds the job with its limits when the transaction is committed", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const runAt = new Date("2026-03-01T02:17:00Z");
    const added = await server.transaction((trx) => enqueue(trx, runJob, NIGHT, { runAt }));
    expect(added).toEqual({ id: expect.stringMatching(/^\d+$/), isNew: true });
    expect(await queue(testDatabase)).toEqual([
      {
        id: added.id,
        task: "integration:run",
        payload: NIGHT,
        key: `run:${CONNECTION_ID}:2026-03-01`,
        run_at: runAt,
        priority: 10,
        attempts: 0,
        max_attempts: 4,
        job_queue_id: null,
      },
    ]);
  });

  it("leaves nothing behind when the transaction is rolled back", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const work = server.transaction(async (trx) => {
      await enqueue(trx, runJob, NIGHT);
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await queue(testDatabase)).toEqual([]);
  });

  it("shows no worker a job of a transaction that is still open", async ({ testDatabase }) => {
    await testDatabase.server.transaction(async (trx) => {
      await enqueue(trx, runJob, NIGHT);
      expect(await queue(testDatabase)).toEqual([]);
    });
    expect(await queue(testDatabase)).toHaveLength(1);
  });

  it("adds nothing for a payload that does not fit", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const work = server.transaction((trx) => enqueueMany(trx, runJob, [{ payload: NIGHT }, { payload: { ...NIGHT, night: "tonight" } }]));
    await expect(work).rejects.toThrow(JobPayloadError);
    expect(await queue(testDatabase)).toEqual([]);
  });

  it("stores the payload as it was parsed", async ({ testDatabase }) => {
    await testDatabase.server.transaction((trx) => enqueue(trx, runJob, Object.assign({ note: "x" }, NIGHT)));
    expect(await queue(testDatabase)).toMatchObject([{ payload: NIGHT }]);
  });

  it("takes another key, time and priority where told so", async ({ testDatabase }) => {
    await testDatabase.server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }, { jobKey: null, priority: -1 }));
    expect(await queue(testDatabase)).toMatchObject([{ key: null, priority: -1 }]);
  });
});

describe("a job whose key is taken", () => {
  it("stays as it is where it says keep, waiting or under way", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const first = await server.transaction((trx) => enqueue(trx, runJob, NIGHT, { runAt: new Date("2026-03-01T02:00:00Z") }));
    const again = await server.transaction((trx) => enqueue(trx, runJob, NIGHT, { runAt: new Date("2026-03-01T09:00:00Z") }));
    expect(again).toEqual({ id: first.id, isNew: false });
    await lock(testDatabase, first.id);
    expect(await server.transaction((trx) => enqueue(trx, runJob, NIGHT))).toEqual({ id: first.id, isNew: false });
    expect(await queue(testDatabase)).toMatchObject([{ id: first.id, run_at: new Date("2026-03-01T02:00:00Z"), attempts: 1 }]);
  });

  it("is given the new time where it says replace and still waits", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const first = await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    const runAt = new Date("2026-03-01T09:00:00Z");
    expect(await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }, { runAt }))).toEqual({ id: first.id, isNew: false });
    expect(await queue(testDatabase)).toMatchObject([{ id: first.id, run_at: runAt }]);
  });

  it("gets a successor where it says replace and a worker has it, and is not tried again", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const first = await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    await lock(testDatabase, first.id);
    const second = await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    expect(second.isNew).toBe(true);
    expect(await queue(testDatabase)).toMatchObject([
      { id: first.id, key: null, attempts: 4, max_attempts: 4 },
      { id: second.id, key: `run:${RUN_ID}`, attempts: 0 },
    ]);
  });

  it("gets a successor also where a worker takes it in the very same moment", async ({ testDatabase }) => {
    const { database, server } = testDatabase;
    const first = await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    const worker = await database.pool.connect();
    await worker.query("begin");
    await worker.query(LOCK, [first.id]);
    const replacing = server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    await untilSomebodyWaits(testDatabase);
    await worker.query("commit");
    worker.release();
    const second = await replacing;
    expect(second.isNew).toBe(true);
    expect(await queue(testDatabase)).toMatchObject([
      { id: first.id, key: null },
      { id: second.id, key: `run:${RUN_ID}` },
    ]);
  });

  it("is added once by many who ask at the same time", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.transaction((trx) => enqueue(trx, runJob, NIGHT))));
    expect(answers.filter((answer) => answer.isNew)).toHaveLength(1);
    expect(await queue(testDatabase)).toHaveLength(1);
  });
});

describe("enqueueMany", () => {
  it("adds thousands with one statement and answers in their order", async ({ testDatabase }) => {
    const { server } = testDatabase;
    const items = Array.from({ length: 3_000 }, (_, index) => ({
      payload: { connectionId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`, night: "2026-03-01" },
    }));
    const added = await server.transaction((trx) => enqueueMany(trx, runJob, items));
    const rows = await queue(testDatabase);
    expect(rows).toHaveLength(3_000);
    const byId = new Map(rows.map((row) => [row.id, row.payload]));
    expect(added.map(({ id }) => byId.get(id))).toEqual(items.map(({ payload }) => payload));
  });

  it("adds nothing for nothing", async ({ testDatabase }) => {
    expect(await testDatabase.server.transaction((trx) => enqueueMany(trx, sweepJob, []))).toEqual([]);
  });
});

interface QueuedRow {
  readonly id: string;
  readonly payload: unknown;
}

async function queue({ database }: TestDatabase): Promise<QueuedRow[]> {
  const { rows } = await database.pool.query<QueuedRow>(`
    select jobs.id::text as id, tasks.identifier as task, payload, key, run_at, priority, attempts, max_attempts, job_queue_id
    from graphile_worker._private_jobs as jobs
    join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
    order by jobs.id`);
  return rows;
}

const LOCK = "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker', attempts = attempts + 1 where id = $1";

async function lock({ database }: TestDatabase, id: string): Promise<void> {
  await database.pool.query(LOCK, [id]);
}

async function untilSomebodyWaits({ database }: TestDatabase): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length;
    })
    .toBe(1);
}
