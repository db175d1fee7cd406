/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * Tells other credentials from the same ones encrypted again: raised by whoever changes settings or secrets, and left alone by
 * the rotation of keys, which a run under way need not notice.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table connections add column credentials_version integer not null default 0`.execute(db);
  await sql`grant update (credentials_version) on connections to integrations_server`.execute(db);
}
