/* Frozen: change the schema by a new migration, never by editing this one. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table partners (
      id text primary key check (length(id) between 1 and 200),
      name text not null,
      time_zone text not null default 'UTC',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);

  await sql`
    create table customers (
      partner_id text not null references partners (id) on delete cascade,
      id text not null check (length(id) between 1 and 200),
      name text not null,
      domains text[] not null default '{}',
      archived_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, id)
    )`.execute(db);
  await sql`create index customers_by_name on customers (partner_id, lower(name), id)`.execute(db);

  await sql`
    create table quantity_snapshots (
      partner_id text not null,
      customer_id text not null,
      observed_at timestamptz not null,
      quantities jsonb not null,
      received_at timestamptz not null default now(),
      primary key (partner_id, customer_id),
      foreign key (partner_id, customer_id) references customers (partner_id, id) on delete cascade
    )`.execute(db);

  await sql`
    create table services (
      code text primary key,
      name text not null,
      kind text not null check (kind in ('service', 'bundle')),
      deprecated boolean not null default false,
      position integer not null
    )`.execute(db);
  await sql`
    create table bundle_members (
      bundle_code text not null references services (code),
      service_code text not null references services (code),
      primary key (bundle_code, service_code)
    )`.execute(db);
  await sql`
    insert into services (code, name, kind, deprecated, position) values
      ('cloudfilter', 'CloudFilter', 'service', false, 1),
      ('safesend', 'SafeSend', 'service', false, 2),
      ('bracket', 'Bracket', 'service', false, 3),
      ('xtramail', 'XtraMail', 'service', false, 4),
      ('securestore', 'SecureStore', 'service', false, 5),
      ('cloudmail', 'CloudMail', 'service', false, 6),
      ('shield', 'Shield', 'service', false, 7),
      ('exchange-basic', 'Exchange+ Basic', 'service', true, 8),
      ('exchange-advanced', 'Exchange+ Advanced', 'service', true, 9),
      ('exchange-premium', 'Exchange+ Premium', 'service', true, 10),
      ('bracket-bundle', 'Bracket bundle', 'bundle', false, 11)`.execute(db);
  await sql`
    insert into bundle_members (bundle_code, service_code) values
      ('bracket-bundle', 'bracket'),
      ('bracket-bundle', 'cloudfilter'),
      ('bracket-bundle', 'safesend')`.execute(db);

  await sql`
    create table connections (
      id uuid primary key default gen_random_uuid(),
      partner_id text not null references partners (id) on delete cascade,
      provider_id text not null,
      status text not null check (status in ('active', 'paused', 'attention')),
      attention_reason text,
      settings jsonb not null,
      secrets text not null,
      memory jsonb,
      preferences jsonb not null default '{}',
      mapping_version integer not null default 0,
      enabled_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (partner_id, provider_id)
    )`.execute(db);

  await sql`
    create table mappings (
      connection_id uuid not null references connections (id) on delete cascade,
      partner_id text not null,
      service_code text not null references services (code),
      product_id text not null,
      product_identifier text not null,
      product_description text not null,
      mapped_at timestamptz not null default now(),
      primary key (connection_id, service_code)
    )`.execute(db);

  await sql`
    create table assignments (
      connection_id uuid not null references connections (id) on delete cascade,
      partner_id text not null,
      customer_id text not null,
      company_id text not null,
      company_name text not null,
      agreement_id text not null,
      agreement_name text not null,
      assigned_at timestamptz not null default now(),
      primary key (connection_id, customer_id),
      foreign key (partner_id, customer_id) references customers (partner_id, id) on delete cascade
    )`.execute(db);
  await sql`create index assignments_by_agreement on assignments (connection_id, agreement_id)`.execute(db);

  await sql`
    create table kept_lines (
      connection_id uuid not null references connections (id) on delete cascade,
      partner_id text not null,
      agreement_id text not null,
      product_id text not null,
      line_id text not null,
      written_quantity double precision,
      written_at timestamptz,
      decision text check (decision in ('add_again', 'leave', 'set_zero')),
      decided_at timestamptz,
      kept_at timestamptz not null default now(),
      primary key (connection_id, agreement_id, product_id)
    )`.execute(db);

  await sql`
    create table runs (
      id uuid primary key default gen_random_uuid(),
      partner_id text not null references partners (id) on delete cascade,
      provider_id text not null,
      connection_id uuid not null,
      trigger text not null check (trigger in ('nightly', 'manual', 'preview')),
      status text not null check (status in ('queued', 'running', 'held', 'succeeded', 'succeeded_with_problems', 'failed', 'cancelled')),
      night date,
      customer_id text,
      reason text,
      detail text,
      counts jsonb not null default '{}',
      progress jsonb not null default '{}',
      requested_by text,
      queued_at timestamptz not null default now(),
      due_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      released_at timestamptz,
      cancel_requested_at timestamptz,
      lease_token uuid,
      lease_expires_at timestamptz,
      attempts integer not null default 0
    )`.execute(db);
  // The promise "at most one run per connection at a time, ever", kept by the database itself.
  await sql`create unique index runs_one_running on runs (connection_id) where status = 'running'`.execute(db);
  await sql`create unique index runs_one_per_night on runs (connection_id, night) where night is not null`.execute(db);
  await sql`create index runs_by_partner on runs (partner_id, provider_id, queued_at desc, id desc)`.execute(db);
  await sql`create index runs_by_customer on runs (connection_id, customer_id, queued_at) where customer_id is not null`.execute(db);
  await sql`create index runs_unfinished on runs (connection_id, queued_at) where status in ('queued', 'running', 'held')`.execute(db);
  await sql`create index runs_due on runs (due_at) where status = 'queued'`.execute(db);

  await sql`
    create table run_changes (
      run_id uuid not null references runs (id) on delete cascade,
      position integer not null,
      partner_id text not null,
      customer_id text,
      agreement_id text,
      product_id text,
      line_id text,
      before double precision,
      after double precision,
      outcome text not null check (outcome in ('planned', 'set', 'added', 'skipped', 'held', 'failed')),
      reason text,
      detail text,
      recorded_at timestamptz not null default now(),
      primary key (run_id, position)
    )`.execute(db);
  // "Does this customer have a problem?" is asked for every row of the customers page.
  await sql`create index run_changes_problems on run_changes (run_id, agreement_id) where reason is not null`.execute(db);

  await sql`
    create table unmap_requests (
      id uuid primary key default gen_random_uuid(),
      partner_id text not null references partners (id) on delete cascade,
      provider_id text not null,
      connection_id uuid not null references connections (id) on delete cascade,
      service_code text not null references services (code),
      requested_by text not null,
      note text,
      requested_at timestamptz not null default now(),
      closed_at timestamptz,
      closed_by text,
      ticket text
    )`.execute(db);
  await sql`create unique index unmap_requests_open on unmap_requests (connection_id, service_code) where closed_at is null`.execute(db);

  await sql`
    create table audit_events (
      id bigint generated always as identity primary key,
      partner_id text,
      at timestamptz not null default now(),
      actor text not null,
      actor_role text not null check (actor_role in ('partner', 'support', 'platform', 'system')),
      action text not null,
      facts jsonb not null default '{}',
      ip text
    )`.execute(db);
  await sql`create index audit_events_by_partner on audit_events (partner_id, id desc)`.execute(db);
}
