/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * What is counted and not billed, and what a partner leaves out on purpose: customers that are excluded, and what a mapping does
 * where a count falls to 0.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await unitsOfSnapshots(db);
  await exclusions(db);
  await zeroPolicies(db);
}

/** The largest first, page by page, without adding up every snapshot for each page. */
async function unitsOfSnapshots(db: Kysely<never>): Promise<void> {
  await sql`
    create function count_units(quantities jsonb) returns bigint language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
      select coalesce(sum(counted.value::bigint), 0)::bigint from jsonb_each_text(quantities) as counted
    $$`.execute(db);
  await sql`alter table quantity_snapshots add column units bigint not null generated always as (count_units(quantities)) stored`.execute(
    db,
  );
  await sql`create index quantity_snapshots_by_units on quantity_snapshots (partner_id, units, customer_id)`.execute(db);
}

/** Apart from the assignments: a customer may be left out that is assigned nowhere, and stays left out when it is. */
async function exclusions(db: Kysely<never>): Promise<void> {
  await sql`
    create table customer_exclusions (
      connection_id uuid not null,
      partner_id text not null,
      customer_id text not null,
      note text not null,
      excluded_by text not null,
      excluded_at timestamptz not null default now(),
      primary key (connection_id, customer_id),
      foreign key (partner_id, connection_id) references connections (partner_id, id) on delete cascade,
      foreign key (partner_id, customer_id) references customers (partner_id, id) on delete cascade
    )`.execute(db);
  await sql`create index customer_exclusions_by_customer on customer_exclusions (partner_id, customer_id)`.execute(db);
  await sql`alter table customer_exclusions enable row level security, force row level security`.execute(db);
  await sql`grant select, insert, delete, update (note, excluded_by, excluded_at) on customer_exclusions to integrations_server`.execute(
    db,
  );
  await sql`grant select on customer_exclusions to integrations_worker`.execute(db);
  await sql`
    create policy server_own on customer_exclusions for all to integrations_server
    using (partner_id = current_setting('app.partner_id', true)) with check (partner_id = current_setting('app.partner_id', true))`.execute(
    db,
  );
  await sql`create policy worker_reads on customer_exclusions for select to integrations_worker using (true)`.execute(db);
}

async function zeroPolicies(db: Kysely<never>): Promise<void> {
  await sql`
    alter table mappings add column zero_policy text not null default 'write' check (zero_policy in ('write', 'leave', 'ask'))`.execute(db);
  await sql`grant update (zero_policy) on mappings to integrations_server`.execute(db);
}
