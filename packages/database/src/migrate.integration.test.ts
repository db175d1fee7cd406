import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { MigrationError, migrateToLatest } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { testWithDatabase as it, type TestDatabase } from "./testing/index.ts";

const ALL = Object.keys(MIGRATIONS);

describe("migrateToLatest", () => {
  it("builds the schema from nothing and says what it did", async ({ testDatabase }) => {
    await empty(testDatabase);
    const messages: unknown[] = [];
    const done = await migrateToLatest(testDatabase.url, { logger: { info: (fields, message) => messages.push([fields, message]) } });
    expect(done).toEqual(ALL);
    expect(messages).toEqual(ALL.map((migration) => [{ migration }, "migration applied"]));
    expect(await testDatabase.database.db.selectFrom("services").select("code").where("kind", "=", "bundle").execute()).toEqual([
      { code: "bracket-bundle" },
    ]);
  });

  it("does nothing the second time, and keeps the data", async ({ testDatabase }) => {
    const { database } = testDatabase;
    await database.db.insertInto("partners").values({ id: "p1", name: "One" }).execute();
    expect(await migrateToLatest(database)).toEqual([]);
    expect(await database.db.selectFrom("partners").select("id").execute()).toEqual([{ id: "p1" }]);
  });

  it("is done once where three processes start it at the same time", async ({ testDatabase }) => {
    await empty(testDatabase);
    const outputs = await Promise.all([1, 2, 3].map(() => migrateInAnotherProcess(testDatabase.url)));
    expect(outputs.flatMap((output) => output).toSorted()).toEqual(ALL);
  });

  it("leaves nothing behind where a migration fails, and names it", async ({ testDatabase }) => {
    await empty(testDatabase);
    // In the way of a table that the first migration makes late.
    await testDatabase.database.pool.query("create table audit_events (id integer)");
    const migrating = migrateToLatest(testDatabase.url);
    await expect(migrating).rejects.toThrow(MigrationError);
    await expect(migrating).rejects.toMatchObject({
      code: "migration_failed",
      message: 'Migration 0001-initial failed: relation "audit_events" already exists',
      cause: expect.any(Error),
    });
    const { rows } = await testDatabase.database.pool.query("select to_regclass('partners') as partners");
    expect(rows).toEqual([{ partners: null }]);
  });

  it("refuses a database that a newer version has migrated, and touches nothing", async ({ testDatabase }) => {
    await testDatabase.database.pool.query("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', now()::text)");
    await expect(migrateToLatest(testDatabase.url)).rejects.toMatchObject({
      code: "schema_newer_than_code",
      message: expect.stringContaining("(9999-from-the-future)"),
    });
  });

  it("refuses a server older than PostgreSQL 15", async ({ testDatabase }) => {
    const { pool } = testDatabase.database;
    // A server that answers as an old one does: our own setting is found before the built-in function.
    await pool.query(`
      create schema old_server;
      create function old_server.current_setting(name text) returns text language sql as
        $$ select case name when 'server_version_num' then '140011' else '14.11' end $$;
      alter database ${new URL(testDatabase.url).pathname.slice(1)} set search_path = old_server, pg_catalog, public`);
    await expect(migrateToLatest(testDatabase.url)).rejects.toMatchObject({
      code: "postgres_too_old",
      message: "PostgreSQL 15 or newer is needed; this server is 14.11.",
    });
  });
});

async function empty({ database }: TestDatabase): Promise<void> {
  await database.pool.query("drop schema public cascade; create schema public");
}

const PROGRAM = `
  import { migrateToLatest } from ${JSON.stringify(fileURLToPath(new URL("./migrate.ts", import.meta.url)))};
  console.log(JSON.stringify(await migrateToLatest(process.argv[1])));
`;

async function migrateInAnotherProcess(url: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", PROGRAM, url]);
  const names: string[] = JSON.parse(stdout);
  return names;
}
