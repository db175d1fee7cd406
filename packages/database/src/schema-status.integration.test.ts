import { sql } from "kysely";
import { describe, expect } from "vitest";
import { readSchemaStatus } from "./schema-status.ts";
import { testWithDatabase as it } from "./testing/test-with-database.ts";

describe("the schema's status", () => {
  it("is current after the migrations, and older or newer where they differ from this code", async ({ testDatabase }) => {
    const { db } = testDatabase.database;
    expect(await readSchemaStatus(db)).toBe("current");
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '')`.execute(db);
    expect(await readSchemaStatus(db)).toBe("newer");
    await sql`delete from kysely_migration`.execute(db);
    expect(await readSchemaStatus(db)).toBe("older");
    await sql`drop table kysely_migration`.execute(db);
    expect(await readSchemaStatus(db)).toBe("older");
  });
});
