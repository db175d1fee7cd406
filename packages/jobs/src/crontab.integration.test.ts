import { EventEmitter } from "node:events";
import { testWithDatabase as it, type TestDatabase } from "@integrations/database/testing";
import { Logger, run, type WorkerEvents } from "graphile-worker";
import { describe, expect } from "vitest";
import { crontab } from "./crontab.ts";
import type { PayloadOf } from "./define-job.ts";
import type { nightlyFanoutJob } from "./nightly-fanout.job.ts";
import { taskListOf } from "./task-list.ts";
import { untilIdle } from "./testing/until-idle.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("the nightly crontab after a downtime", () => {
  it.for([
    ["an hour", 1],
    ["20 hours", 20],
  ] as const)("catches up on the night that fell into %s", async ([, hours], { testDatabase }) => {
    const dueAt = atMinute(Date.now() - hours * HOUR_MS + 2 * 60_000);
    const { fanouts, backfills } = await startAfterDowntime(testDatabase, { dueAt, lastNight: new Date(dueAt.getTime() - DAY_MS) });
    expect(fanouts).toEqual([{ _cron: { ts: dueAt.toISOString(), backfilled: true } }]);
    expect(backfills).toBe(1);
  });

  it("catches up on the latest night alone when several were missed", async ({ testDatabase }) => {
    const dueAt = atMinute(Date.now() - 5 * HOUR_MS);
    const { fanouts, backfills } = await startAfterDowntime(testDatabase, { dueAt, lastNight: new Date(dueAt.getTime() - 3 * DAY_MS) });
    expect(fanouts).toEqual([{ _cron: { ts: dueAt.toISOString(), backfilled: true } }]);
    expect(backfills).toBe(1);
  });

  it("leaves a night alone whose successor is at hand", async ({ testDatabase }) => {
    const dueAt = atMinute(Date.now() - 23.5 * HOUR_MS);
    const { fanouts } = await startAfterDowntime(testDatabase, { dueAt, lastNight: new Date(dueAt.getTime() - DAY_MS) });
    expect(fanouts).toEqual([]);
  });

  it("does not do again a night that was done", async ({ testDatabase }) => {
    const dueAt = atMinute(Date.now() - 2 * HOUR_MS);
    const { fanouts } = await startAfterDowntime(testDatabase, { dueAt, lastNight: dueAt });
    expect(fanouts).toEqual([]);
  });
});

interface Downtime {
  readonly dueAt: Date;
  readonly lastNight: Date;
}

/** Starts a worker on a database that last saw one at `lastNight`, and stops it once nothing is left to do. */
async function startAfterDowntime({ database, worker }: TestDatabase, { dueAt, lastNight }: Downtime) {
  await database.pool.query(
    "insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution) values ('nightly', $1, $1)",
    [lastNight],
  );
  const fanouts: Array<PayloadOf<typeof nightlyFanoutJob>> = [];
  let backfills = 0;
  const events: WorkerEvents = new EventEmitter();
  events.on("cron:backfill", () => {
    backfills += 1;
  });
  const started = new Promise<void>((resolve) => {
    events.once("cron:started", () => resolve());
  });
  const runner = await run({
    pgPool: worker.pool,
    events,
    logger: new Logger(() => () => undefined),
    noHandleSignals: true,
    concurrency: 2,
    parsedCronItems: crontab({ nightlyCron: `${dueAt.getUTCMinutes()} ${dueAt.getUTCHours()} * * *` }),
    taskList: taskListOf({
      "integration:nightly-fanout": async (payload) => {
        fanouts.push(payload);
      },
      "integration:run": () => Promise.reject(new Error("No run was expected.")),
      "integration:sweep": () => Promise.resolve(),
      "integration:purge-history": () => Promise.resolve(),
      "integration:deliver-notice": () => Promise.resolve(),
      "integration:notice-upkeep": () => Promise.resolve(),
      "integration:weekly-digest": () => Promise.resolve(),
    }),
  });
  await started;
  await expect
    .poll(async () => (await database.pool.query("select 1 from graphile_worker.jobs where task_identifier like '%fanout'")).rows, {
      timeout: 20_000,
    })
    .toEqual([]);
  await runner.stop();
  await untilIdle(worker.pool);
  return { fanouts, backfills };
}

function atMinute(time: number): Date {
  return new Date(Math.floor(time / 60_000) * 60_000);
}
