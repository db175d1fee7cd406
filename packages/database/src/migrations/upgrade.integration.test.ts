import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { describe, expect } from "vitest";
import { migrateToLatest } from "../migrate.ts";
import { findConnection, listConnectionsOfPartner } from "../repositories/connection.repository.ts";
import { loadRunInput } from "../repositories/run-input.repository.ts";
import { listLostRuns } from "../repositories/run-lease.repository.ts";
import { listRuns } from "../repositories/run.repository.ts";
import { dumpSchema } from "../schema/dump-schema.ts";
import { SCHEMA_FILE, SCHEMA_FILE_HEADER } from "../schema/schema-file.ts";
import { testWithDatabase as it, type TestDatabase } from "../testing/index.ts";
import { MIGRATIONS } from "./index.ts";
import { DATA_AT } from "./testing/data-at.ts";

const NAMES = Object.keys(MIGRATIONS);
const EARLIER = NAMES.slice(0, -1);
const P1 = { partnerId: "p1", providerId: "connectwise-manage" };

describe("a database with data", () => {
  it.for(EARLIER)("of %s comes to the schema of today with every row as it was", async (earlier, { testDatabase }) => {
    const { database } = testDatabase;
    await liveUpTo(testDatabase, earlier);
    const before = await rowsOf(testDatabase);
    expect([...before.values()].every((rows) => rows.length > 0)).toBe(true);

    expect(await migrateToLatest(database)).toEqual(NAMES.slice(NAMES.indexOf(earlier) + 1));
    expect(SCHEMA_FILE_HEADER + (await dumpSchema(database.db))).toBe(readFileSync(SCHEMA_FILE, "utf8"));
    const after = await rowsOf(testDatabase);
    // Columns may have been added; what stood in a row stands in it still.
    for (const [table, rows] of before) expect(after.get(table), `${table}`).toEqual(rows.map((row) => expect.objectContaining(row)));
  });

  it.for(EARLIER)("of %s is worked with by today's server and worker", async (earlier, { testDatabase }) => {
    await liveUpTo(testDatabase, earlier);
    await migrateToLatest(testDatabase.database);
    const { server, worker } = testDatabase;
    const connection = await server.asPartner("p1", (trx) => findConnection(trx, P1));
    expect(connection).toMatchObject({
      status: "active",
      settings: { companyId: "acme" },
      preferences: { guardMinLines: 9 },
      mappingVersion: 4,
    });
    expect(await server.asPartner("p1", (trx) => listRuns(trx, { ...P1, limit: 10 }))).toHaveLength(3);
    // The ids are the same, the partner is not.
    expect(await server.asPartner("p 2/ü", (trx) => listConnectionsOfPartner(trx, "p1"))).toEqual([]);

    const input = await loadRunInput(worker.db, { connectionId: connection?.id ?? "", customerId: null });
    expect(input?.mappings).toEqual(
      new Map([
        ["cloudfilter", "101"],
        ["exchange-basic", "102"],
      ]),
    );
    expect(input?.agreements).toMatchObject([{ agreementId: "77" }]);
    // The run that was under way during the upgrade is taken over.
    const now = new Date("2026-03-10T10:00:00Z");
    expect(await listLostRuns(worker.db, { now, dueBefore: now, limit: 10 })).toEqual([
      { runId: "00000000-0000-4000-9000-000000000002", isNightly: false },
    ]);
  });
});

/** From nothing to this schema, with the rows that releases on the way have left. */
async function liveUpTo({ database }: TestDatabase, last: string): Promise<void> {
  await database.pool.query("drop schema public cascade; create schema public");
  const migrator = new Migrator({ db: database.db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  for (const name of NAMES.slice(0, NAMES.indexOf(last) + 1)) {
    const { error } = await migrator.migrateTo(name);
    if (error !== undefined) throw error;
    for (const statement of DATA_AT[name] ?? []) await database.pool.query(statement);
  }
}

/** Every row of every table but the migrator's own, as PostgreSQL writes it, in a steady order. */
async function rowsOf({ database }: TestDatabase): Promise<Map<string, ReadonlyArray<Record<string, unknown>>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%' order by tablename`.execute(
    database.db,
  );
  const found = new Map<string, ReadonlyArray<Record<string, unknown>>>();
  for (const { name } of tables) {
    const { rows } = await sql<{ row: Record<string, unknown> }>`select to_jsonb(t) as row from ${sql.table(name)} t`.execute(database.db);
    found.set(
      name,
      rows.map(({ row }) => row).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    );
  }
  return found;
}

/** Ids and names of a row, which no migration changes. */
function keyOf(row: Record<string, unknown>): string {
  const names = [
    "partner_id",
    "id",
    "run_id",
    "position",
    "connection_id",
    "customer_id",
    "code",
    "service_code",
    "bundle_code",
    "product_id",
  ];
  return JSON.stringify(names.map((name) => row[name]));
}
