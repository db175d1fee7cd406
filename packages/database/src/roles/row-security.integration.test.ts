import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database, Trx } from "../client.ts";
import { fillPartner, type FilledPartner } from "../testing/fill-partner.ts";
import { hashRows, listTables, type TableName } from "../testing/hash-rows.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";

/** What all partners share: readable by server and worker, written by migrations alone. */
const SHARED = ["bundle_members", "services"];

/** What is in sight in the scopes that are no partner's, of all partners. */
const IN_SIGHT_OF_PLATFORM = ["partners"];
const IN_SIGHT_OF_PUSH = ["customers", "partners", "quantity_snapshots"];
const IN_SIGHT_OF_SUPPORT = ["connections", "mappings", "partners", "unmap_requests", "webhooks"];

const REFUSED = /^permission denied for table |violates row-level security policy/;

interface OwnedTable extends TableName {
  readonly ownerColumn: "partner_id" | "id";
}

describe("the rows of a partner", () => {
  let testDatabase: TestDatabase;
  let mine: FilledPartner;
  let owned: OwnedTable[];
  let before: Record<string, string>;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const { db } = testDatabase.database;
    mine = await fillPartner(db, "mine");
    await fillPartner(db, "theirs");
    owned = (await listTables(db)).filter((table): table is OwnedTable => table.ownerColumn !== null);
    before = await hashRows(db);
  });
  // Nothing here has an effect that lasts, so all of it can go on one database.
  afterEach(async () => expect(await hashRows(testDatabase.database.db)).toEqual(before));
  afterAll(() => testDatabase.drop());

  it("are in every table that is not known to be shared, each with row security and two partners to test it on", async () => {
    const { db } = testDatabase.database;
    const shared = (await listTables(db)).filter((table) => table.ownerColumn === null).map((table) => table.name);
    expect(shared).toEqual(SHARED);
    const { rows } = await sql<{ name: string; security: boolean; policies: number }>`
      select relname as name, relrowsecurity and relforcerowsecurity as security,
        (select count(*) from pg_policy where polrelid = tables.oid and polroles @> array['integrations_server'::regrole::oid]) as policies
      from pg_class as tables where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(db);
    const protectedTables = rows.filter((row) => row.security && row.policies > 0).map((row) => row.name);
    expect(protectedTables.toSorted()).toEqual(owned.map((table) => table.name));
    for (const { name, ownerColumn } of owned) {
      const found = await sql<{ id: string }>`select distinct ${sql.ref(ownerColumn)} as id from ${sql.table(name)} order by 1`.execute(db);
      expect([name, found.rows.map((row) => row.id)]).toEqual([name, ["mine", "theirs"]]);
    }
  });

  it("are all that the server sees of any table in the scope of a partner", async () => {
    await asServer((trx) => everyTable((table) => ownersSeen(trx, table))).then((seen) =>
      expect(seen).toEqual(onEveryTable(() => ["mine"])),
    );
  });

  it("are not seen by the server outside any scope, in a scope of nobody, or after a scope on the same connection", async () => {
    const { server } = testDatabase;
    const nothing = onEveryTable(() => []);
    expect(await everyTable((table) => ownersSeen(server.db, table))).toEqual(nothing);
    for (const nobody of ["", "nobody", "MINE", "mine ", "%"]) {
      expect(await server.asPartner(nobody, (trx) => everyTable((table) => ownersSeen(trx, table)))).toEqual(nothing);
    }
    await server.pool.connect().then(async (client) => {
      await client.query("begin; select set_config('app.partner_id', 'mine', true), set_config('app.scope', 'support', true); commit");
      for (const { name } of owned) expect((await client.query(`select 1 from ${name}`)).rows).toEqual([]);
      client.release();
    });
  });

  it("cannot be changed or removed by the server in the scope of another partner", async () => {
    for (const table of owned) {
      const columns = await updatableColumns("integrations_server", table);
      for (const column of columns) {
        const change = (trx: Trx) =>
          sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${sql.ref(column)} where ${isTheirs(table)}`.execute(trx);
        expect([table.name, column, await affected(change)]).toEqual([table.name, column, 0]);
      }
      const remove = (trx: Trx) => sql`delete from ${sql.table(table.name)} where ${isTheirs(table)}`.execute(trx);
      expect([0, "refused"]).toContain(await affected(remove));
    }
  });

  it("cannot be given to another partner", async () => {
    for (const { name, ownerColumn } of owned) {
      const give = (trx: Trx) => sql`update ${sql.table(name)} set ${sql.ref(ownerColumn)} = 'theirs'`.execute(trx);
      expect([name, await affected(give)]).toEqual([name, "refused"]);
    }
  });

  it("cannot be made for another partner", async () => {
    for (const table of owned) {
      const row = await rowOf(table, "theirs");
      expect([table.name, await affected((trx) => insert(trx, table, row))]).toEqual([table.name, "refused"]);
    }
  });

  it("cannot hang on what belongs to another partner", async () => {
    // On theirs that nothing hangs on yet, so that no key is in the way.
    const bare = { connection_id: randomUUID(), run_id: randomUUID() };
    await makeBare(bare, async () => {
      for (const table of owned) {
        const columns = await sql<{ name: "connection_id" | "run_id" }>`
        select attname as name from pg_attribute
        where attrelid = ${table.name}::regclass and attname in ('connection_id', 'run_id')`.execute(testDatabase.database.db);
        for (const { name } of columns.rows) {
          const row = await rowOf(table, "mine");
          const moved = { ...row, [name]: bare[name], ...(Object.hasOwn(row, "id") ? { id: randomUUID() } : {}) };
          expect([table.name, name, await affected((trx) => insert(trx, table, moved))]).toEqual([table.name, name, "refused"]);
        }
      }
    });
  });

  it("are pushed in scopes that see and touch nothing but what is pushed", async () => {
    const { server } = testDatabase;
    const platform = await server.asPlatform(null, (trx) => everyTable((table) => ownersSeen(trx, table)));
    expect(platform).toEqual(onEveryTable((name) => (IN_SIGHT_OF_PLATFORM.includes(name) ? ["mine", "theirs"] : [])));
    const push = await server.asPlatform("mine", (trx) => everyTable((table) => ownersSeen(trx, table)));
    expect(push).toEqual(onEveryTable((name) => (IN_SIGHT_OF_PUSH.includes(name) ? ["mine"] : [])));
    for (const table of owned) {
      const remove = (trx: Trx) => sql`delete from ${sql.table(table.name)}`.execute(trx);
      expect([0, "refused"]).toContain(await affected(remove, (work) => server.asPlatform(null, work)));
      expect([0, "refused"]).toContain(await affected(remove, (work) => server.asPlatform("mine", work)));
      const row = await rowOf(table, "theirs");
      expect(
        await affected(
          (trx) => insert(trx, table, row),
          (work) => server.asPlatform("mine", work),
        ),
      ).toBe("refused");
    }
  });

  it("are not pushed in the scope of the partner itself", async () => {
    const rename = (trx: Trx) => sql`update partners set name = 'x'`.execute(trx);
    expect(await affected(rename)).toBe(0);
    for (const [table, column] of [
      ["customers", "name"],
      ["quantity_snapshots", "received_at"],
    ] as const) {
      const change = (trx: Trx) => sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)}`.execute(trx);
      expect([0, "refused"]).toContain(await affected(change));
    }
    for (const name of IN_SIGHT_OF_PUSH) {
      const table = owned.find((each) => each.name === name);
      if (table === undefined) throw new Error(`There is no table ${name}.`);
      const row = { ...(await rowOf(table, "mine")), ...(name === "quantity_snapshots" ? {} : { id: "new" }) };
      expect(await affected((trx) => insert(trx, table, row))).toBe("refused");
    }
  });

  it("are seen by support across partners where it chooses from them, and not changed there", async () => {
    const { server } = testDatabase;
    const seen = await server.asSupport((trx) => everyTable((table) => ownersSeen(trx, table)));
    expect(seen).toEqual(onEveryTable((name) => (IN_SIGHT_OF_SUPPORT.includes(name) ? ["mine", "theirs"] : [])));
    for (const table of owned) {
      for (const column of await updatableColumns("integrations_server", table)) {
        const change = (trx: Trx) => sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${sql.ref(column)}`.execute(trx);
        expect([table.name, await affected(change, (work) => server.asSupport(work))]).toEqual([table.name, 0]);
      }
      const remove = (trx: Trx) => sql`delete from ${sql.table(table.name)}`.execute(trx);
      expect([0, "refused"]).toContain(await affected(remove, (work) => server.asSupport(work)));
      const row = await rowOf(table, "mine");
      expect(
        await affected(
          (trx) => insert(trx, table, row),
          (work) => server.asSupport(work),
        ),
      ).toBe("refused");
    }
  });

  it("are seen by the worker across partners, but for what it has no use for", async () => {
    const seen = await everyTable(async (table) => await ownersSeen(testDatabase.worker.db, table).catch(refusal));
    const unused = ["audit_events", "unmap_requests"];
    expect(seen).toEqual(onEveryTable((name) => (unused.includes(name) ? "refused" : ["mine", "theirs"])));
  });

  it("are changed by the worker only where it records what it does", async () => {
    const { db } = testDatabase.database;
    const { rows } = await sql<{ table: string; privilege: string }>`
      select tables.relname as table, privilege from pg_class as tables
      cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and has_table_privilege('integrations_worker', tables.oid, privilege)
      order by 1, 2`.execute(db);
    const written = ["kept_lines", "notice_deliveries", "notice_incidents", "notices", "run_changes", "runs"].flatMap((table) =>
      ["delete", "insert", "update"].map((privilege) => ({ table, privilege })),
    );
    expect(rows).toEqual([{ table: "audit_events", privilege: "insert" }, ...written]);
    const connections = owned.find((table) => table.name === "connections");
    expect(connections && (await updatableColumns("integrations_worker", connections))).toEqual([
      "attention_reason",
      "memory",
      "status",
      "updated_at",
    ]);
    const preferences = owned.find((table) => table.name === "notice_preferences");
    expect(preferences && (await updatableColumns("integrations_worker", preferences))).toEqual([
      "pending_expires_at",
      "pending_token_hash",
    ]);
  });

  async function makeBare(ids: { readonly connection_id: string; readonly run_id: string }, work: () => Promise<void>): Promise<void> {
    const { db } = testDatabase.database;
    const partner = { partner_id: "theirs", provider_id: "bare" };
    const connection = { ...partner, id: ids.connection_id, status: "active", settings: "{}", secrets: "" } as const;
    await db.insertInto("connections").values(connection).execute();
    await db
      .insertInto("runs")
      .values({ ...partner, id: ids.run_id, connection_id: ids.connection_id, trigger: "manual", status: "queued" })
      .execute();
    await work();
    await db.deleteFrom("connections").where("id", "=", ids.connection_id).execute();
    await db.deleteFrom("runs").where("id", "=", ids.run_id).execute();
  }

  async function everyTable<Result>(look: (table: OwnedTable) => Promise<Result>): Promise<Record<string, Result>> {
    const found: Record<string, Result> = {};
    for (const table of owned) found[table.name] = await look(table);
    return found;
  }

  function onEveryTable<Result>(expected: (name: string) => Result): Record<string, Result> {
    return Object.fromEntries(owned.map(({ name }) => [name, expected(name)]));
  }

  function asServer<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> {
    return testDatabase.server.asPartner(mine.partnerId, work);
  }

  /** How many rows a statement touches before it is taken back, or that it was refused. */
  async function affected(
    statement: (trx: Trx) => Promise<{ readonly numAffectedRows?: bigint }>,
    scoped: (work: (trx: Trx) => Promise<never>) => Promise<never> = asServer,
  ): Promise<number | "refused"> {
    let count = -1;
    const work = async (trx: Trx): Promise<never> => {
      count = Number((await statement(trx)).numAffectedRows ?? 0n);
      throw new TakenBack();
    };
    return await scoped(work).catch((error: unknown) => (error instanceof TakenBack ? count : refusal(error)));
  }

  async function rowOf({ name, ownerColumn }: OwnedTable, owner: string): Promise<Record<string, unknown>> {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(found) as row from ${sql.table(name)} as found where ${sql.ref(ownerColumn)} = ${owner}`.execute(
      testDatabase.database.db,
    );
    return rows[0]?.row ?? {};
  }

  async function insert(trx: Trx, { name }: OwnedTable, row: Record<string, unknown>) {
    const { rows: columns } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${name}::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`.execute(
      testDatabase.database.db,
    );
    const list = sql.join(columns.map((column) => sql.ref(column.name)));
    return await sql`insert into ${sql.table(name)} (${list})
      select ${list} from jsonb_populate_record(null::${sql.table(name)}, ${JSON.stringify(row)}::jsonb)`.execute(trx);
  }

  async function updatableColumns(role: string, { name }: OwnedTable): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${name}::regclass and attnum > 0 and not attisdropped and has_column_privilege(${role}, attrelid, attnum, 'update')
      order by 1`.execute(testDatabase.database.db);
    return rows.map((row) => row.name);
  }
});

class TakenBack extends Error {}

function isTheirs({ ownerColumn }: OwnedTable) {
  return sql<boolean>`${sql.ref(ownerColumn)} = 'theirs'`;
}

async function ownersSeen(db: Database["db"] | Trx, { name, ownerColumn }: OwnedTable): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct ${sql.ref(ownerColumn)} as id from ${sql.table(name)} order by 1`.execute(db);
  return rows.map((row) => row.id);
}

/** A foreign key that does not let another partner's row in says so by its own words. */
function refusal(error: unknown): "refused" {
  if (error instanceof Error && (REFUSED.test(error.message) || /violates foreign key constraint/.test(error.message))) return "refused";
  throw error;
}
