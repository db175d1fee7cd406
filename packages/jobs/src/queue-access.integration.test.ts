import { testWithDatabase as it } from "@integrations/database/testing";
import { sql } from "kysely";
import { describe, expect } from "vitest";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { migrateJobs } from "./migrate-jobs.ts";
import { runJob } from "./run.job.ts";

const RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a02";
const OTHER_RUN_ID = "c1f7b3de-2d7c-4d32-8b34-0a4f0b6f6a03";

describe("the queue", () => {
  it("takes jobs of the server, which does not see or touch the ones there are", async ({ testDatabase }) => {
    const { database, server } = testDatabase;
    await server.transaction((trx) => enqueueMany(trx, runJob, [{ payload: { runId: RUN_ID } }, { payload: { runId: OTHER_RUN_ID } }]));
    const { rows: before } = await database.pool.query("select * from graphile_worker._private_jobs order by id");
    expect(before).toHaveLength(2);
    const { rows: tables } = await database.pool.query<{ name: string; kind: string }>(
      "select oid::regclass::text as name, relkind as kind from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind in ('r', 'v')",
    );
    expect(tables.length).toBeGreaterThan(4);
    for (const { name, kind } of tables) {
      await expect(server.pool.query(`select * from ${name}`)).rejects.toThrow("permission denied");
      if (kind === "v") continue;
      await expect(server.pool.query(`delete from ${name}`)).rejects.toThrow("permission denied");
      await expect(server.pool.query(`insert into ${name} default values`)).rejects.toThrow("permission denied");
    }
    expect((await database.pool.query("select * from graphile_worker._private_jobs order by id")).rows).toEqual(before);
  });

  it("lets the server call nothing but what adds jobs", async ({ testDatabase }) => {
    const allowed = (role: string) =>
      sql<{ name: string; allowed: boolean }>`
        select distinct proname::text as name, has_function_privilege(${role}, oid, 'execute') as allowed
        from pg_proc where pronamespace = 'graphile_worker'::regnamespace order by 1`.execute(testDatabase.database.db);
    const { rows: ofServer } = await allowed("integrations_server");
    expect(ofServer.filter((row) => row.allowed).map((row) => row.name)).toEqual(["add_job", "add_jobs"]);
    const { rows: ofWorker } = await allowed("integrations_worker");
    expect(ofWorker.filter((row) => !row.allowed)).toEqual([]);
    await expect(testDatabase.server.pool.query("select graphile_worker.complete_jobs(array[1])")).rejects.toThrow("permission denied");
    await expect(testDatabase.server.pool.query("select grant_queue_access()")).rejects.toThrow("permission denied");
  });

  it("lets nobody in who is neither server nor worker", async ({ testDatabase }) => {
    const { pool } = testDatabase.database;
    const stranger = `integrations_test_stranger_${crypto.randomUUID().slice(0, 8)}`;
    await pool.query(`create role ${stranger} nologin`);
    const { rows } = await pool.query(
      "select has_schema_privilege($1, 'graphile_worker', 'usage') as schema, " +
        "has_function_privilege($1, 'graphile_worker.add_jobs(graphile_worker.job_spec[], boolean)', 'execute') as function",
      [stranger],
    );
    expect(rows).toEqual([{ schema: false, function: false }]);
    await pool.query(`drop role ${stranger}`);
  });

  it("is opened anew after every migration of the library, however often", async ({ testDatabase }) => {
    const { database, server } = testDatabase;
    await database.pool.query(`
      revoke all on all tables in schema graphile_worker from integrations_worker;
      revoke all on all functions in schema graphile_worker from integrations_server;
      alter function graphile_worker.add_job(text, json, text, timestamptz, integer, text, integer, text[], text) security invoker`);
    const adding = () => server.transaction((trx) => enqueue(trx, runJob, { runId: RUN_ID }));
    await expect(adding()).rejects.toThrow("permission denied");
    await migrateJobs(database.pool);
    await migrateJobs(database.pool);
    await adding();
    expect((await testDatabase.worker.pool.query("select key from graphile_worker.jobs")).rows).toEqual([{ key: `run:${RUN_ID}` }]);
  });
});
