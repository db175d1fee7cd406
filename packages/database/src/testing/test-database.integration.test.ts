import { describe, expect } from "vitest";
import { createTestDatabase } from "./test-database.ts";
import { testWithDatabase as it } from "./test-with-database.ts";

describe("a test's database", () => {
  it("has the schema and the job queue", async ({ testDatabase }) => {
    const { rows } = await testDatabase.database.pool.query(
      "select to_regclass('runs') is not null as runs, to_regclass('graphile_worker._private_jobs') is not null as queue",
    );
    expect(rows).toEqual([{ runs: true, queue: true }]);
  });

  it("is nobody else's", async ({ testDatabase }) => {
    const other = await createTestDatabase();
    await testDatabase.database.db.insertInto("partners").values({ id: "p1", name: "One" }).execute();
    expect(await other.database.db.selectFrom("partners").selectAll().execute()).toEqual([]);
    await other.drop();
  });

  it("is gone after the test", async ({ testDatabase }) => {
    const other = await createTestDatabase();
    const name = new URL(other.url).pathname.slice(1);
    await other.drop();
    const { rows } = await testDatabase.database.pool.query("select 1 from pg_database where datname = $1", [name]);
    expect(rows).toEqual([]);
  });

  it("says who left a connection checked out", async () => {
    const leaking = await createTestDatabase();
    const client = await leaking.database.pool.connect();
    client.on("error", () => undefined);
    await client.query("begin");
    await expect(leaking.drop()).rejects.toThrow(/never given back[^]*"test" is idle in transaction, last statement: begin/);
    client.release(true);
    await leaking.database.close();
  });
});
