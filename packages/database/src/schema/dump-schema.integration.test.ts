import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it as test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { testWithDatabase as it } from "../testing/test-with-database.ts";
import { dumpSchema } from "./dump-schema.ts";
import { SCHEMA_FILE, SCHEMA_FILE_HEADER } from "./schema-file.ts";

describe("schema.sql", () => {
  it("is what the migrations add up to; else run `pnpm -C packages/database schema:write` and read the difference", async ({
    testDatabase,
  }) => {
    expect(await readFile(SCHEMA_FILE, "utf8")).toBe(SCHEMA_FILE_HEADER + (await dumpSchema(testDatabase.database.db)));
  });
});

describe("the dump", () => {
  let testDatabase: TestDatabase;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });
  afterAll(() => testDatabase.drop());

  test.each([
    ["a column", "alter table partners add column note text"],
    ["a default", "alter table partners alter column time_zone set default 'Europe/Berlin'"],
    ["a type", "alter table runs alter column attempts type bigint"],
    ["not null", "alter table runs alter column reason set not null"],
    ["a collation", 'alter table partners alter column name type text collate "C"'],
    ["a constraint", "alter table partners add constraint partners_named check (name <> '')"],
    ["an index", "create index runs_by_night on runs (night)"],
    [
      "a condition of an index",
      "drop index runs_one_running; create unique index runs_one_running on runs (connection_id) where status in ('running', 'held')",
    ],
    [
      "what a foreign key does",
      "alter table run_changes drop constraint run_changes_run_id_fkey, add foreign key (run_id) references runs (id)",
    ],
    ["a view", "create view active as select * from connections where status = 'active'"],
    ["an enum", "create type colour as enum ('red', 'green')"],
    ["a function", "create function one() returns integer language sql as 'select 1'"],
    [
      "a trigger",
      "create function nothing() returns trigger language plpgsql as 'begin return new; end'; create trigger quiet before update on runs for each row execute function nothing()",
    ],
    ["row security", "alter table services enable row level security"],
    ["a policy", "create policy everybody on services using (true)"],
    ["a grant", "grant insert on services to integrations_server"],
    ["a grant of a column", "grant update (name) on services to integrations_server"],
    ["a grant to everybody", "grant select on services to public"],
  ])("shows a change of %s", async (_name, change) => {
    const work = testDatabase.database.transaction(async (trx) => {
      const before = await dumpSchema(trx);
      await sql.raw(change).execute(trx);
      expect(await dumpSchema(trx)).not.toBe(before);
      throw new Error("rolled back");
    });
    await expect(work).rejects.toThrow("rolled back");
  });
});
