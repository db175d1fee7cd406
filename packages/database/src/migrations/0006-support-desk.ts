/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * What the support desk sees of the runs of all partners. A policy of the server's own on these tables would stand beside the one
 * that names the partner, as an "or" that no index answers, and slow down every query of every partner. So the desk reads through
 * two views that work as their owner, who sees in the scope of support what the views show.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const table of ["runs", "run_changes"]) {
    await sql
      .raw(`create policy desk_reads on ${table} for select to current_user using (current_setting('app.scope', true) = 'support')`)
      .execute(db);
  }
  await sql`
    create view desk_runs with (security_barrier) as
    select id, partner_id, connection_id, trigger, status, night, customer_id, reason, counts, queued_at, finished_at
      from runs where current_setting('app.scope', true) = 'support'`.execute(db);
  await sql`
    create view desk_problems with (security_barrier) as
    select run_id, reason from run_changes where reason is not null and current_setting('app.scope', true) = 'support'`.execute(db);
  await sql`grant select on desk_runs, desk_problems to integrations_server`.execute(db);
}
