import type { Database } from "@integrations/database";
import { sql, type Transaction } from "kysely";

/**
 * Copies every row into a database that has the same schema, as a dump that is restored elsewhere: tables of the queue included, what
 * the migrations noted down about themselves left out. (The embedded server comes without pg_dump.)
 */
export async function copyDatabase(from: Database, to: Database): Promise<void> {
  const tables = await listTables(from);
  // One moment of the source, whatever is written meanwhile.
  const rows = await from.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      const found = new Map<string, string>();
      for (const { name } of tables) found.set(name, await rowsOf(trx, name));
      return found;
    });
  await to.db.transaction().execute(async (trx) => {
    // Foreign keys are looked at by triggers, which would ask for an order.
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql.raw(`truncate ${tables.map((table) => table.name).join(", ")}`).execute(trx);
    for (const table of tables) await insertRows(trx, table, rows.get(table.name) ?? "[]");
  });
}

interface CopiedTable {
  /** As it is written in a statement. */
  readonly name: string;
  /** Those that can be written. */
  readonly columns: readonly string[];
  /** Those that are counted up by a sequence. */
  readonly counted: readonly string[];
}

async function listTables({ db }: Database): Promise<CopiedTable[]> {
  const { rows } = await sql<CopiedTable>`
    select format('%I.%I', table_schema, table_name) as name,
      array_agg(quote_ident(column_name) order by ordinal_position) filter (where is_generated = 'NEVER') as columns,
      coalesce(array_agg(column_name::text order by ordinal_position) filter (where is_identity = 'YES'), '{}') as counted
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE' and table_name not like '%migration%'
     group by table_schema, table_name`.execute(db);
  return rows;
}

async function rowsOf<Tables>(trx: Transaction<Tables>, table: string): Promise<string> {
  const { rows } = await sql<{ rows: string | null }>`select json_agg(t)::text as rows from ${sql.raw(table)} t`.execute(trx);
  return rows[0]?.rows ?? "[]";
}

async function insertRows<Tables>(trx: Transaction<Tables>, { name, columns, counted }: CopiedTable, rows: string): Promise<void> {
  const list = sql.raw(columns.join(", "));
  await sql`insert into ${sql.raw(name)} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${sql.raw(name)}, ${rows}::json)`.execute(trx);
  for (const column of counted) {
    await sql`select setval(pg_get_serial_sequence(${name}, ${column}), coalesce(max(${sql.id(column)}), 0) + 1, false)
      from ${sql.raw(name)}`.execute(trx);
  }
}
