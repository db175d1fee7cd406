import { createDatabase } from "@integrations/database";
import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { migrateJobs } from "./migrate-jobs.ts";

const VERSIONS = "select id from graphile_worker.migrations order by id";

describe("migrateJobs", () => {
  it("finds nothing to do in a test's database, so tests run on what a deployment has", async ({ testDatabase }) => {
    const { pool } = testDatabase.database;
    const { rows: before } = await pool.query(VERSIONS);
    await migrateJobs(pool);
    expect((await pool.query(VERSIONS)).rows).toEqual(before);
  });

  it("makes the queue in an empty database, also when six do it at once", async ({ testDatabase }) => {
    const { pool } = testDatabase.database;
    const { rows: expected } = await pool.query(VERSIONS);
    await pool.query("drop schema graphile_worker cascade");
    const others = Array.from({ length: 6 }, () =>
      createDatabase({ url: testDatabase.url, applicationName: "migrating", role: "owner", maxConnections: 2 }),
    );
    await Promise.all(others.map(({ pool: theirs }) => migrateJobs(theirs)));
    await Promise.all(others.map((other) => other.close()));
    expect((await pool.query(VERSIONS)).rows).toEqual(expected);
  });
});
