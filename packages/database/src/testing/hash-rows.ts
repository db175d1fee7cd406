import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

export interface HashOptions {
  /** Only the rows of this partner, in the tables that partners own. */
  readonly partnerId?: string;
  readonly except?: readonly string[];
}

/** A fingerprint of all rows of each table, by its name: two of them differ where anything was changed between. Of the rows in sight: the owner sees all of them. */
export async function hashRows(db: Db | Trx, { partnerId, except = [] }: HashOptions = {}): Promise<Record<string, string>> {
  const tables = (await listTables(db)).filter(
    ({ name, ownerColumn }) => !except.includes(name) && (partnerId === undefined || ownerColumn !== null),
  );
  const hashes = tables.map(
    ({ name, ownerColumn }) => sql`
      select ${name} as name, count(*) || ' ' || md5(coalesce(string_agg(found::text, ',' order by found::text), '')) as hash
      from ${sql.table(name)} as found
      where ${partnerId === undefined || ownerColumn === null ? sql`true` : sql`${sql.ref(ownerColumn)} = ${partnerId}`}`,
  );
  const { rows } = await sql<{ name: string; hash: string }>`${sql.join(hashes, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

export interface TableName {
  readonly name: string;
  /** Tells whose a row is; null for what all partners share. */
  readonly ownerColumn: "partner_id" | "id" | null;
}

/** Every table there is, from the catalogs, but for the migrator's own. */
export async function listTables(db: Db | Trx): Promise<TableName[]> {
  const { rows } = await sql<TableName>`
    select tables.relname as name, case when owners.attname is not null then 'partner_id' when tables.relname = 'partners' then 'id' end as "ownerColumn"
    from pg_class as tables
    left join pg_attribute as owners on owners.attrelid = tables.oid and owners.attname = 'partner_id' and not owners.attisdropped
    where tables.relnamespace = 'public'::regnamespace and tables.relkind in ('r', 'p') and tables.relname not like 'kysely\\_%'
    order by tables.relname`.execute(db);
  return rows;
}
