/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * Who may see and touch which rows. The roles are there already: see `ensureRoles`.
 *
 * The server names what a transaction is about, for that transaction alone, in one of three settings. Unset, or left empty by an
 * earlier transaction of the connection, they equal nothing.
 * - `app.partner_id`: the partner whose rows are in sight.
 * - `app.scope`: `platform` while partners are pushed, `support` while support looks for a partner.
 * - `app.pushed_partner_id`: the partner whose customers and counts are pushed.
 *
 * A policy on a large table is one comparison with one value, since that is what the planner can answer by an index and
 * estimate rightly. A second condition in it would be estimated as if it ruled out nearly every row.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await grant(db, "integrations_server", SERVER_GRANTS);
  await grant(db, "integrations_worker", WORKER_GRANTS);

  for (const table of PARTNER_OWNED) {
    await sql`alter table ${sql.table(table)} enable row level security, force row level security`.execute(db);
  }
  await serverPolicies(db);
  await workerPolicies(db);
  await sameOwner(db);
  await indexes(db);
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

const ITS_PARTNER = "current_setting('app.partner_id', true)";
const PUSHED_PARTNER = "current_setting('app.pushed_partner_id', true)";
const IS_PLATFORM = "current_setting('app.scope', true) = 'platform'";
const IS_SUPPORT = "current_setting('app.scope', true) = 'support'";

async function serverPolicies(db: Kysely<never>): Promise<void> {
  const policy = (name: string, table: string, command: string, conditions: string) =>
    sql.raw(`create policy ${name} on ${table} for ${command} to integrations_server ${conditions}`).execute(db);
  const both = (condition: string) => `using (${condition}) with check (${condition})`;

  await policy("server_own", "partners", "select", `using (id = ${ITS_PARTNER})`);
  await policy("server_pushed", "partners", "select", `using (id = ${PUSHED_PARTNER})`);
  await policy("server_platform", "partners", "all", both(IS_PLATFORM));
  await policy("server_support", "partners", "select", `using (${IS_SUPPORT})`);

  // Partners read what the console pushes, and the push reads what it replaces.
  const read = `partner_id = coalesce(nullif(${ITS_PARTNER}, ''), ${PUSHED_PARTNER})`;
  for (const table of ["customers", "quantity_snapshots"]) {
    await policy("server_read", table, "select", `using (${read})`);
    await policy("server_push", table, "insert", `with check (partner_id = ${PUSHED_PARTNER})`);
  }
  // A customer is locked while it is assigned. To PostgreSQL a lock is an update, though nothing is changed by it.
  await policy("server_push_again", "customers", "update", `using (${read}) with check (partner_id = ${PUSHED_PARTNER})`);
  await policy("server_push_again", "quantity_snapshots", "update", both(`partner_id = ${PUSHED_PARTNER}`));

  for (const table of ["connections", "mappings", "assignments", "kept_lines", "runs", "run_changes", "unmap_requests"]) {
    await policy("server_own", table, "all", both(`partner_id = ${ITS_PARTNER}`));
  }
  // Runs outlive their connection, so no foreign key sees to this. The subquery sees the partner's own connections only.
  await sql`
    create policy server_own_connection on runs as restrictive for insert to integrations_server
    with check (exists (select from connections where connections.id = runs.connection_id))`.execute(db);
  for (const table of ["connections", "mappings", "unmap_requests"]) {
    await policy("server_support", table, "select", `using (${IS_SUPPORT})`);
  }

  await policy("server_own", "audit_events", "select", `using (partner_id = ${ITS_PARTNER})`);
  const acts = [
    ["server_acts", `partner_id = ${ITS_PARTNER} and actor_role in ('partner', 'support')`],
    ["server_pushes", `partner_id = ${PUSHED_PARTNER} and actor_role = 'platform'`],
    ["server_platform_acts", `${IS_PLATFORM} and actor_role = 'platform'`],
    ["server_support_acts", `${IS_SUPPORT} and partner_id is null and actor_role = 'support'`],
  ] as const;
  for (const [name, condition] of acts) await policy(name, "audit_events", "insert", `with check (${condition})`);
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

/** What belongs to a connection belongs to its partner: foreign keys are checked past row security. */
async function sameOwner(db: Kysely<never>): Promise<void> {
  await sql`alter table connections add unique (partner_id, id)`.execute(db);
  for (const table of ["mappings", "assignments", "kept_lines", "unmap_requests"]) {
    await sql
      .raw(
        `alter table ${table} drop constraint ${table}_connection_id_fkey,
          add foreign key (partner_id, connection_id) references connections (partner_id, id) on delete cascade`,
      )
      .execute(db);
  }
}

async function indexes(db: Kysely<never>): Promise<void> {
  // Deleting a customer looks for its assignments, and so does the policy.
  await sql`create index assignments_by_customer on assignments (partner_id, customer_id)`.execute(db);

  // Past row security, an index is asked only with operators that give nothing away; `lower` is not known to be one. Sorted by
  // a column, a later page is found as fast as the first.
  await sql`alter table customers add column sort_name text not null generated always as (lower(name)) stored`.execute(db);
  await sql`create index customers_by_sort_name on customers (partner_id, sort_name, id)`.execute(db);
  await sql`drop index customers_by_name`.execute(db);
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
