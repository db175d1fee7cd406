import { sql } from "kysely";
import type { Db } from "./client.ts";
import { MIGRATIONS } from "./migrations/index.ts";

/** How the schema stands to this code. */
export type SchemaStatus = "current" | "older" | "newer";

/**
 * Whether the database has every migration this code knows, and none that it does not know.
 * @throws the driver's error where the database cannot be reached
 */
export async function readSchemaStatus(db: Db): Promise<SchemaStatus> {
  // A schema from before the roles shows them nothing.
  const { rows: found } = await sql<{ readable: boolean | null }>`
    select has_table_privilege(to_regclass('kysely_migration'), 'select') as readable`.execute(db);
  if (found[0]?.readable !== true) return "older";
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const applied = new Set(rows.map((row) => row.name));
  if (rows.some((row) => !Object.hasOwn(MIGRATIONS, row.name))) return "newer";
  return Object.keys(MIGRATIONS).every((name) => applied.has(name)) ? "current" : "older";
}
