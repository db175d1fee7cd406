/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * Who may see and touch which rows. The roles are there already: see `ensureRoles`.
 *
 * The server sets `app.scope` and `app.partner_id` for one transaction at a time; unset, or left empty by an earlier transaction,
 * they equal nothing. The comparison with `partner_id` stands alone, so that an index can answer it; the one with the scope
 * names no column, so that it is made once for a statement and not for every row.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await grant(db, "integrations_server", SERVER_GRANTS);
  await grant(db, "integrations_worker", WORKER_GRANTS);

  for (const table of PARTNER_OWNED) {
    await sql`alter table ${sql.table(table)} enable row level security, force row level security`.execute(db);
  }
  await serverPolicies(db);
  await workerPolicies(db);

  // Deleting a customer looks for its assignments, and so does the policy.
  await sql`create index assignments_by_customer on assignments (partner_id, customer_id)`.execute(db);

  await queueAccess(db);
}

const PARTNER_OWNED = [
  "partners",
  "customers",
  "quantity_snapshots",
  "connections",
  "mappings",
  "assignments",
  "kept_lines",
  "runs",
  "run_changes",
  "unmap_requests",
  "audit_events",
] as const;

/** No update names `partner_id`: no row ever changes hands. */
const SERVER_GRANTS = [
  ["select", "kysely_migration, services, bundle_members"],
  ["select, insert, update (name, time_zone, updated_at)", "partners"],
  ["select, insert, update (name, domains, archived_at, updated_at)", "customers"],
  ["select, insert, update (observed_at, quantities, received_at)", "quantity_snapshots"],
  [
    "select, insert, delete, update (status, attention_reason, settings, secrets, memory, preferences, mapping_version, updated_at)",
    "connections",
  ],
  ["select, insert, delete, update (product_id, product_identifier, product_description, mapped_at)", "mappings"],
  ["select, insert, delete, update (company_id, company_name, agreement_id, agreement_name, assigned_at)", "assignments"],
  ["select, update (decision, decided_at)", "kept_lines"],
  ["select, insert, update (status, reason, counts, due_at, finished_at, released_at, cancel_requested_at)", "runs"],
  ["select, update (outcome, reason, detail, recorded_at)", "run_changes"],
  ["select, insert, update (closed_at, closed_by, ticket)", "unmap_requests"],
  ["select, insert", "audit_events"],
] as const;

const WORKER_GRANTS = [
  ["select", "kysely_migration, services, bundle_members, partners, customers, quantity_snapshots, mappings, assignments"],
  ["select, update (status, attention_reason, memory, updated_at)", "connections"],
  ["select, insert, update, delete", "kept_lines, runs, run_changes"],
  ["insert", "audit_events"],
] as const;

async function grant(db: Kysely<never>, role: string, grants: ReadonlyArray<readonly [string, string]>): Promise<void> {
  await sql.raw(`grant usage on schema public to ${role}`).execute(db);
  for (const [privileges, tables] of grants) await sql.raw(`grant ${privileges} on ${tables} to ${role}`).execute(db);
}

const IN_SCOPE = "current_setting('app.scope', true)";
const ITS_PARTNER = "current_setting('app.partner_id', true)";
const AS_PARTNER = `partner_id = ${ITS_PARTNER} and ${IN_SCOPE} = 'partner'`;
const AS_PLATFORM = `partner_id = ${ITS_PARTNER} and ${IN_SCOPE} = 'platform'`;

async function serverPolicies(db: Kysely<never>): Promise<void> {
  const policy = (name: string, table: string, rest: string) =>
    sql.raw(`create policy ${name} on ${table} ${rest.replace("server", "to integrations_server")}`).execute(db);

  await policy("server_own", "partners", `for select server using (id = ${ITS_PARTNER})`);
  await policy("server_platform", "partners", `for all server using (${IN_SCOPE} = 'platform') with check (${IN_SCOPE} = 'platform')`);
  await policy("server_support", "partners", `for select server using (${IN_SCOPE} = 'support')`);

  for (const table of ["customers", "quantity_snapshots"]) {
    await policy("server_own", table, `for select server using (partner_id = ${ITS_PARTNER})`);
    await policy("server_push", table, `for insert server with check (${AS_PLATFORM})`);
  }
  // A partner's customer is locked while it is assigned, which counts as an update, and is never changed by it.
  await policy("server_push_again", "customers", `for update server using (partner_id = ${ITS_PARTNER}) with check (${AS_PLATFORM})`);
  await policy("server_push_again", "quantity_snapshots", `for update server using (${AS_PLATFORM}) with check (${AS_PLATFORM})`);

  for (const table of ["connections", "mappings", "assignments", "kept_lines", "runs", "run_changes", "unmap_requests"]) {
    await policy("server_own", table, `for all server using (${AS_PARTNER}) with check (${AS_PARTNER})`);
  }
  for (const table of ["connections", "mappings", "unmap_requests"]) {
    await policy("server_support", table, `for select server using (${IN_SCOPE} = 'support')`);
  }

  await policy("server_own", "audit_events", `for select server using (${AS_PARTNER})`);
  await policy(
    "server_acts",
    "audit_events",
    `for insert server with check (${IN_SCOPE} = 'partner' and partner_id = ${ITS_PARTNER} and actor_role in ('partner', 'support'))`,
  );
  await policy(
    "server_platform",
    "audit_events",
    `for insert server with check (${IN_SCOPE} = 'platform' and actor_role = 'platform' and ${ITS_PARTNER} in (partner_id, ''))`,
  );
  await policy(
    "server_support",
    "audit_events",
    `for insert server with check (${IN_SCOPE} = 'support' and actor_role = 'support' and partner_id is null)`,
  );
}

async function workerPolicies(db: Kysely<never>): Promise<void> {
  for (const table of ["partners", "customers", "quantity_snapshots", "mappings", "assignments"]) {
    await sql.raw(`create policy worker_reads on ${table} for select to integrations_worker using (true)`).execute(db);
  }
  for (const table of ["connections", "kept_lines", "runs", "run_changes"]) {
    await sql.raw(`create policy worker_works on ${table} for all to integrations_worker using (true) with check (true)`).execute(db);
  }
  await sql`create policy worker_acts on audit_events for insert to integrations_worker with check (actor_role = 'system')`.execute(db);
}

/**
 * Lets server and worker into the job queue, whose tables are the library's and may not be there yet: called after each of its
 * migrations, any number of times. The library's tables have row security without a policy.
 */
async function queueAccess(db: Kysely<never>): Promise<void> {
  await sql`
    create function grant_queue_access() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
      found record;
    begin
      perform pg_advisory_xact_lock(hashtext('integrations.grant_queue_access'));
      revoke execute on all functions in schema graphile_worker from public;
      grant usage on schema graphile_worker to integrations_server, integrations_worker;

      -- The server adds jobs and sees none: these two functions work as the owner of the queue.
      for found in
        select oid::regprocedure as signature from pg_proc
        where pronamespace = 'graphile_worker'::regnamespace and proname in ('add_job', 'add_jobs')
      loop
        execute format('alter function %s security definer set search_path = pg_catalog, pg_temp', found.signature);
        execute format('grant execute on function %s to integrations_server', found.signature);
      end loop;

      grant select, insert, update, delete on all tables in schema graphile_worker to integrations_worker;
      grant execute on all functions in schema graphile_worker to integrations_worker;
      for found in
        select oid::regclass as name from pg_class as tables
        where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity
          and not exists (select from pg_policy where polrelid = tables.oid and polname = 'worker_works')
      loop
        execute format('create policy worker_works on %s for all to integrations_worker using (true) with check (true)', found.name);
      end loop;
    end
    $$`.execute(db);
  await sql`revoke execute on function grant_queue_access() from public`.execute(db);
}
