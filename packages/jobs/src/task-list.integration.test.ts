import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { Logger, runOnce } from "graphile-worker";
import { describe, expect } from "vitest";
import { enqueue } from "./enqueue.ts";
import { runJob } from "./run.job.ts";
import { taskListOf, type JobContext, type JobHandlers } from "./task-list.ts";
import { untilIdle } from "./testing/until-idle.ts";

const RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02";

describe("a handler", () => {
  it("is given the parsed payload and its attempt", async ({ testDatabase }) => {
    const calls: Array<{ payload: object; context: JobContext }> = [];
    const { id } = await testDatabase.server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    await work(testDatabase, {
      "integration:run": async (payload, context) => {
        calls.push({ payload, context });
      },
    });
    expect(calls).toEqual([
      { payload: { runId: RUN_ID }, context: { jobId: id, attempt: 1, isLastAttempt: false, signal: expect.any(AbortSignal) } },
    ]);
    expect(await leftOver(testDatabase)).toEqual([]);
  });

  it("is tried again later when it throws, as often as the job says", async ({ testDatabase }) => {
    const { database, server } = testDatabase;
    await server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    const lastAttempts: boolean[] = [];
    const fail: Partial<JobHandlers> = {
      "integration:run": (_payload, { isLastAttempt }) => {
        lastAttempts.push(isLastAttempt);
        return Promise.reject(new Error("the database went away"));
      },
    };
    for (let round = 0; round < 6; round += 1) {
      await work(testDatabase, fail);
      await database.pool.query("update graphile_worker._private_jobs set run_at = now()");
    }
    expect(lastAttempts).toEqual([false, false, false, true]);
    expect(await leftOver(testDatabase)).toMatchObject([{ attempts: 4, last_error: "the database went away" }]);
  });

  it("never sees a payload that does not fit; the job says why", async ({ testDatabase }) => {
    await testDatabase.database.pool.query(`select graphile_worker.add_job('integration:run', '{"runId": 7}')`);
    let calls = 0;
    await work(testDatabase, {
      "integration:run": async () => {
        calls += 1;
      },
    });
    expect(calls).toBe(0);
    expect(await leftOver(testDatabase)).toMatchObject([
      {
        last_error: expect.stringContaining(
          "The payload of integration:run does not fit: (runId: Invalid input: expected string, received number)",
        ),
      },
    ]);
  });
});

async function work({ worker }: TestDatabase, handlers: Partial<JobHandlers>): Promise<void> {
  const unexpected = () => Promise.reject(new Error("This job was not expected."));
  await runOnce({
    pgPool: worker.pool,
    logger: new Logger(() => () => undefined),
    noHandleSignals: true,
    taskList: taskListOf({
      "integration:nightly-fanout": unexpected,
      "integration:run": unexpected,
      "integration:sweep": unexpected,
      "integration:purge-history": unexpected,
      "integration:deliver-notice": unexpected,
      "integration:notice-upkeep": unexpected,
      "integration:weekly-digest": unexpected,
      ...handlers,
    }),
  });
  await untilIdle(worker.pool);
}

async function leftOver({ database }: TestDatabase): Promise<unknown[]> {
  const { rows } = await database.pool.query("select attempts, last_error from graphile_worker.jobs");
  return rows;
}
