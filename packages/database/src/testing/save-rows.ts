import { sql } from "kysely";
import type { Db } from "../client.ts";
import { listTables } from "./hash-rows.ts";

/**
 * Remembers every row, so that one database serves many calls that change something.
 * @returns puts all of it back, and empties the queue. Both must be the owner's, as a superuser.
 */
export async function saveRows(db: Db): Promise<() => Promise<void>> {
  const tables = await Promise.all(
    (await listTables(db)).map(async ({ name }) => {
      const { rows: columns } = await sql<{ name: string }>`
        select attname as name from pg_attribute
        where attrelid = ${name}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(db);
      const { rows } = await sql<{ saved: string }>`
        select coalesce(jsonb_agg(to_jsonb(found)), '[]')::text as saved from ${sql.table(name)} as found`.execute(db);
      return { name, columns: sql.join(columns.map((column) => sql.ref(column.name))), saved: rows[0]?.saved ?? "[]" };
    }),
  );
  return async () => {
    await db.transaction().execute(async (trx) => {
      // Rows come and go in any order: nothing refers to what is not there in the end.
      await sql`set local session_replication_role = replica`.execute(trx);
      for (const { name, columns, saved } of tables) {
        await sql`delete from ${sql.table(name)}`.execute(trx);
        await sql`insert into ${sql.table(name)} (${columns}) overriding system value
          select ${columns} from jsonb_populate_recordset(null::${sql.table(name)}, ${saved}::jsonb)`.execute(trx);
      }
      await sql`delete from graphile_worker._private_jobs`.execute(trx);
    });
  };
}
