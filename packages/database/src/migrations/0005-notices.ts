/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

/**
 * Notices: what a person is told of without looking. `notices` is an outbox: a row is there as soon as its cause is, in the same
 * transaction, and once. `notice_deliveries` tells for each receiver what became of it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table notice_preferences (
      partner_id text not null references partners (id) on delete cascade,
      subject text not null,
      address text,
      kinds text[] not null,
      pending_address text,
      pending_token_hash text,
      pending_expires_at timestamptz,
      pending_asked_at timestamptz,
      updated_at timestamptz not null default now(),
      primary key (partner_id, subject)
    )`.execute(db);

  await sql`
    create table webhooks (
      connection_id uuid primary key,
      partner_id text not null,
      provider_id text not null,
      url text not null,
      secret text not null,
      kinds text[] not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (partner_id, connection_id) references connections (partner_id, id) on delete cascade
    )`.execute(db);

  // One row while a cause lasts; gone with it.
  await sql`
    create table notice_incidents (
      connection_id uuid not null,
      partner_id text not null,
      cause text not null,
      opened_at timestamptz not null,
      opened_run_id uuid not null,
      last_run_id uuid not null,
      nights integer not null,
      noticed_nights integer not null,
      noticed_at timestamptz,
      primary key (connection_id, cause),
      foreign key (partner_id, connection_id) references connections (partner_id, id) on delete cascade
    )`.execute(db);

  await sql`
    create table notices (
      id uuid primary key default gen_random_uuid(),
      partner_id text not null references partners (id) on delete cascade,
      kind text not null,
      cause_key text not null,
      provider_id text,
      connection_id uuid,
      run_id uuid,
      subject text,
      facts jsonb not null,
      created_at timestamptz not null,
      spread_at timestamptz,
      unique (partner_id, cause_key)
    )`.execute(db);
  await sql`create index notices_unspread on notices (created_at) where spread_at is null`.execute(db);
  await sql`create index notices_by_age on notices (created_at)`.execute(db);

  await sql`
    create table notice_deliveries (
      id uuid primary key default gen_random_uuid(),
      notice_id uuid not null references notices (id) on delete cascade,
      partner_id text not null,
      channel text not null check (channel in ('email', 'webhook')),
      receiver text not null,
      connection_id uuid,
      status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
      attempts integer not null default 0,
      next_attempt_at timestamptz not null,
      claimed_until timestamptz,
      last_attempt_at timestamptz,
      sent_at timestamptz,
      problem text,
      created_at timestamptz not null,
      unique (notice_id, channel, receiver)
    )`.execute(db);
  await sql`create index notice_deliveries_by_partner on notice_deliveries (partner_id, created_at desc, id desc)`.execute(db);
  await sql`create index notice_deliveries_waiting on notice_deliveries (next_attempt_at) where status = 'waiting'`.execute(db);

  for (const table of TABLES) {
    await sql`alter table ${sql.table(table)} enable row level security, force row level security`.execute(db);
  }
  for (const [role, privileges, tables] of GRANTS) await sql.raw(`grant ${privileges} on ${tables} to ${role}`).execute(db);
  for (const table of TABLES) {
    await sql
      .raw(
        `create policy server_own on ${table} for all to integrations_server
          using (partner_id = current_setting('app.partner_id', true)) with check (partner_id = current_setting('app.partner_id', true))`,
      )
      .execute(db);
    await sql.raw(`create policy worker_works on ${table} for all to integrations_worker using (true) with check (true)`).execute(db);
  }
  // The server asks for what a person wants to be sent; what a run is about, the worker tells. No foreign key sees to it, since
  // notices outlive their connection. The subquery sees the partner's own connections only.
  await sql`
    create policy server_own_connection on notices as restrictive for insert to integrations_server
    with check (run_id is null and (connection_id is null or exists (select from connections where connections.id = notices.connection_id)))`.execute(
    db,
  );
  // Whoever rotates the keys goes through all partners as support does.
  await sql`
    create policy server_support on webhooks for select to integrations_server
    using (current_setting('app.scope', true) = 'support')`.execute(db);
}

const TABLES = ["notice_preferences", "webhooks", "notice_incidents", "notices", "notice_deliveries"] as const;

const GRANTS = [
  [
    "integrations_server",
    "select, insert, update (address, kinds, pending_address, pending_token_hash, pending_expires_at, pending_asked_at, updated_at)",
    "notice_preferences",
  ],
  ["integrations_server", "select, insert, delete, update (url, secret, kinds, updated_at)", "webhooks"],
  ["integrations_server", "select", "notice_incidents"],
  ["integrations_server", "select", "notice_deliveries"],
  ["integrations_server", "select, insert", "notices"],
  ["integrations_worker", "select, update (pending_token_hash, pending_expires_at)", "notice_preferences"],
  ["integrations_worker", "select", "webhooks"],
  ["integrations_worker", "select, insert, update, delete", "notice_incidents, notices, notice_deliveries"],
] as const;
