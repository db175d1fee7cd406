-- What the migrations add up to. Written by `pnpm -C packages/database schema:write`; a test compares it.

CREATE OR REPLACE FUNCTION public.count_units(quantities jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      select coalesce(sum(counted.value::bigint), 0)::bigint from jsonb_each_text(quantities) as counted
    $function$;

CREATE OR REPLACE FUNCTION public.grant_queue_access()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
    $function$;

create table assignments (
  connection_id uuid not null,
  partner_id text not null,
  customer_id text not null,
  company_id text not null,
  company_name text not null,
  agreement_id text not null,
  agreement_name text not null,
  assigned_at timestamp with time zone default now() not null,
  constraint assignments_pkey PRIMARY KEY (connection_id, customer_id),
  constraint assignments_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE,
  constraint assignments_partner_id_customer_id_fkey FOREIGN KEY (partner_id, customer_id) REFERENCES customers(partner_id, id) ON DELETE CASCADE
);
CREATE INDEX assignments_by_agreement ON public.assignments USING btree (connection_id, agreement_id);
CREATE INDEX assignments_by_customer ON public.assignments USING btree (partner_id, customer_id);
alter table assignments enable row level security;
alter table assignments force row level security;
create policy server_own on assignments as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_reads on assignments as permissive for select to integrations_worker using (true);
grant delete, insert, select, update (company_id, company_name, agreement_id, agreement_name, assigned_at) on assignments to integrations_server;
grant select on assignments to integrations_worker;

create table audit_events (
  id bigint generated always as identity not null,
  partner_id text,
  at timestamp with time zone default now() not null,
  actor text not null,
  actor_role text not null,
  action text not null,
  facts jsonb default '{}'::jsonb not null,
  ip text,
  constraint audit_events_pkey PRIMARY KEY (id),
  constraint audit_events_actor_role_check CHECK ((actor_role = ANY (ARRAY['partner'::text, 'support'::text, 'platform'::text, 'system'::text])))
);
CREATE INDEX audit_events_by_partner ON public.audit_events USING btree (partner_id, id DESC);
alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy server_acts on audit_events as permissive for insert to integrations_server with check (((partner_id = current_setting('app.partner_id'::text, true)) AND (actor_role = ANY (ARRAY['partner'::text, 'support'::text]))));
create policy server_own on audit_events as permissive for select to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_platform_acts on audit_events as permissive for insert to integrations_server with check (((current_setting('app.scope'::text, true) = 'platform'::text) AND (actor_role = 'platform'::text)));
create policy server_pushes on audit_events as permissive for insert to integrations_server with check (((partner_id = current_setting('app.pushed_partner_id'::text, true)) AND (actor_role = 'platform'::text)));
create policy server_support_acts on audit_events as permissive for insert to integrations_server with check (((current_setting('app.scope'::text, true) = 'support'::text) AND (partner_id IS NULL) AND (actor_role = 'support'::text)));
create policy worker_acts on audit_events as permissive for insert to integrations_worker with check ((actor_role = 'system'::text));
grant insert, select on audit_events to integrations_server;
grant insert on audit_events to integrations_worker;

create table bundle_members (
  bundle_code text not null,
  service_code text not null,
  constraint bundle_members_pkey PRIMARY KEY (bundle_code, service_code),
  constraint bundle_members_bundle_code_fkey FOREIGN KEY (bundle_code) REFERENCES services(code),
  constraint bundle_members_service_code_fkey FOREIGN KEY (service_code) REFERENCES services(code)
);
grant select on bundle_members to integrations_server;
grant select on bundle_members to integrations_worker;

create table connections (
  id uuid default gen_random_uuid() not null,
  partner_id text not null,
  provider_id text not null,
  status text not null,
  attention_reason text,
  settings jsonb not null,
  secrets text not null,
  memory jsonb,
  preferences jsonb default '{}'::jsonb not null,
  mapping_version integer default 0 not null,
  enabled_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  credentials_version integer default 0 not null,
  constraint connections_pkey PRIMARY KEY (id),
  constraint connections_partner_id_id_key UNIQUE (partner_id, id),
  constraint connections_partner_id_provider_id_key UNIQUE (partner_id, provider_id),
  constraint connections_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE,
  constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'attention'::text])))
);
alter table connections enable row level security;
alter table connections force row level security;
create policy server_own on connections as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_support on connections as permissive for select to integrations_server using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy worker_works on connections as permissive for all to integrations_worker using (true) with check (true);
grant delete, insert, select, update (status, attention_reason, settings, secrets, memory, preferences, mapping_version, updated_at, credentials_version) on connections to integrations_server;
grant select, update (status, attention_reason, memory, updated_at) on connections to integrations_worker;

create table customer_exclusions (
  connection_id uuid not null,
  partner_id text not null,
  customer_id text not null,
  note text not null,
  excluded_by text not null,
  excluded_at timestamp with time zone default now() not null,
  constraint customer_exclusions_pkey PRIMARY KEY (connection_id, customer_id),
  constraint customer_exclusions_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE,
  constraint customer_exclusions_partner_id_customer_id_fkey FOREIGN KEY (partner_id, customer_id) REFERENCES customers(partner_id, id) ON DELETE CASCADE
);
CREATE INDEX customer_exclusions_by_customer ON public.customer_exclusions USING btree (partner_id, customer_id);
alter table customer_exclusions enable row level security;
alter table customer_exclusions force row level security;
create policy server_own on customer_exclusions as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_reads on customer_exclusions as permissive for select to integrations_worker using (true);
grant delete, insert, select, update (note, excluded_by, excluded_at) on customer_exclusions to integrations_server;
grant select on customer_exclusions to integrations_worker;

create table customers (
  partner_id text not null,
  id text not null,
  name text not null,
  domains text[] default '{}'::text[] not null,
  archived_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  sort_name text generated always as (lower(name)) stored not null,
  constraint customers_pkey PRIMARY KEY (partner_id, id),
  constraint customers_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE,
  constraint customers_id_check CHECK (((length(id) >= 1) AND (length(id) <= 200)))
);
CREATE INDEX customers_by_sort_name ON public.customers USING btree (partner_id, sort_name, id);
alter table customers enable row level security;
alter table customers force row level security;
create policy server_push on customers as permissive for insert to integrations_server with check ((partner_id = current_setting('app.pushed_partner_id'::text, true)));
create policy server_push_again on customers as permissive for update to integrations_server using ((partner_id = COALESCE(NULLIF(current_setting('app.partner_id'::text, true), ''::text), current_setting('app.pushed_partner_id'::text, true)))) with check ((partner_id = current_setting('app.pushed_partner_id'::text, true)));
create policy server_read on customers as permissive for select to integrations_server using ((partner_id = COALESCE(NULLIF(current_setting('app.partner_id'::text, true), ''::text), current_setting('app.pushed_partner_id'::text, true))));
create policy worker_reads on customers as permissive for select to integrations_worker using (true);
grant insert, select, update (name, domains, archived_at, updated_at) on customers to integrations_server;
grant select on customers to integrations_worker;

create table kept_lines (
  connection_id uuid not null,
  partner_id text not null,
  agreement_id text not null,
  product_id text not null,
  line_id text not null,
  written_quantity double precision,
  written_at timestamp with time zone,
  decision text,
  decided_at timestamp with time zone,
  kept_at timestamp with time zone default now() not null,
  constraint kept_lines_pkey PRIMARY KEY (connection_id, agreement_id, product_id),
  constraint kept_lines_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE,
  constraint kept_lines_decision_check CHECK ((decision = ANY (ARRAY['add_again'::text, 'leave'::text, 'set_zero'::text])))
);
alter table kept_lines enable row level security;
alter table kept_lines force row level security;
create policy server_own on kept_lines as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_works on kept_lines as permissive for all to integrations_worker using (true) with check (true);
grant select, update (decision, decided_at) on kept_lines to integrations_server;
grant delete, insert, select, update on kept_lines to integrations_worker;

create table mappings (
  connection_id uuid not null,
  partner_id text not null,
  service_code text not null,
  product_id text not null,
  product_identifier text not null,
  product_description text not null,
  mapped_at timestamp with time zone default now() not null,
  zero_policy text default 'write'::text not null,
  constraint mappings_pkey PRIMARY KEY (connection_id, service_code),
  constraint mappings_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE,
  constraint mappings_service_code_fkey FOREIGN KEY (service_code) REFERENCES services(code),
  constraint mappings_zero_policy_check CHECK ((zero_policy = ANY (ARRAY['write'::text, 'leave'::text, 'ask'::text])))
);
alter table mappings enable row level security;
alter table mappings force row level security;
create policy server_own on mappings as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_support on mappings as permissive for select to integrations_server using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy worker_reads on mappings as permissive for select to integrations_worker using (true);
grant delete, insert, select, update (product_id, product_identifier, product_description, mapped_at, zero_policy) on mappings to integrations_server;
grant select on mappings to integrations_worker;

create table notice_deliveries (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  partner_id text not null,
  channel text not null,
  receiver text not null,
  connection_id uuid,
  status text default 'waiting'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  last_attempt_at timestamp with time zone,
  sent_at timestamp with time zone,
  problem text,
  created_at timestamp with time zone not null,
  constraint notice_deliveries_pkey PRIMARY KEY (id),
  constraint notice_deliveries_notice_id_channel_receiver_key UNIQUE (notice_id, channel, receiver),
  constraint notice_deliveries_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id) ON DELETE CASCADE,
  constraint notice_deliveries_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'webhook'::text]))),
  constraint notice_deliveries_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX notice_deliveries_by_partner ON public.notice_deliveries USING btree (partner_id, created_at DESC, id DESC);
CREATE INDEX notice_deliveries_waiting ON public.notice_deliveries USING btree (next_attempt_at) WHERE (status = 'waiting'::text);
alter table notice_deliveries enable row level security;
alter table notice_deliveries force row level security;
create policy server_own on notice_deliveries as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_works on notice_deliveries as permissive for all to integrations_worker using (true) with check (true);
grant select on notice_deliveries to integrations_server;
grant delete, insert, select, update on notice_deliveries to integrations_worker;

create table notice_incidents (
  connection_id uuid not null,
  partner_id text not null,
  cause text not null,
  opened_at timestamp with time zone not null,
  opened_run_id uuid not null,
  last_run_id uuid not null,
  nights integer not null,
  noticed_nights integer not null,
  noticed_at timestamp with time zone,
  constraint notice_incidents_pkey PRIMARY KEY (connection_id, cause),
  constraint notice_incidents_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE
);
alter table notice_incidents enable row level security;
alter table notice_incidents force row level security;
create policy server_own on notice_incidents as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_works on notice_incidents as permissive for all to integrations_worker using (true) with check (true);
grant select on notice_incidents to integrations_server;
grant delete, insert, select, update on notice_incidents to integrations_worker;

create table notice_preferences (
  partner_id text not null,
  subject text not null,
  address text,
  kinds text[] not null,
  pending_address text,
  pending_token_hash text,
  pending_expires_at timestamp with time zone,
  pending_asked_at timestamp with time zone,
  updated_at timestamp with time zone default now() not null,
  constraint notice_preferences_pkey PRIMARY KEY (partner_id, subject),
  constraint notice_preferences_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE
);
alter table notice_preferences enable row level security;
alter table notice_preferences force row level security;
create policy server_own on notice_preferences as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_works on notice_preferences as permissive for all to integrations_worker using (true) with check (true);
grant insert, select, update (address, kinds, pending_address, pending_token_hash, pending_expires_at, pending_asked_at, updated_at) on notice_preferences to integrations_server;
grant select, update (pending_token_hash, pending_expires_at) on notice_preferences to integrations_worker;

create table notices (
  id uuid default gen_random_uuid() not null,
  partner_id text not null,
  kind text not null,
  cause_key text not null,
  provider_id text,
  connection_id uuid,
  run_id uuid,
  subject text,
  facts jsonb not null,
  created_at timestamp with time zone not null,
  spread_at timestamp with time zone,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices_partner_id_cause_key_key UNIQUE (partner_id, cause_key),
  constraint notices_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE
);
CREATE INDEX notices_by_age ON public.notices USING btree (created_at);
CREATE INDEX notices_unspread ON public.notices USING btree (created_at) WHERE (spread_at IS NULL);
alter table notices enable row level security;
alter table notices force row level security;
create policy server_own on notices as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_own_connection on notices as restrictive for insert to integrations_server with check (((run_id IS NULL) AND ((connection_id IS NULL) OR (EXISTS ( SELECT
   FROM connections
  WHERE (connections.id = notices.connection_id))))));
create policy worker_works on notices as permissive for all to integrations_worker using (true) with check (true);
grant insert, select on notices to integrations_server;
grant delete, insert, select, update on notices to integrations_worker;

create table partners (
  id text not null,
  name text not null,
  time_zone text default 'UTC'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint partners_pkey PRIMARY KEY (id),
  constraint partners_id_check CHECK (((length(id) >= 1) AND (length(id) <= 200)))
);
alter table partners enable row level security;
alter table partners force row level security;
create policy server_own on partners as permissive for select to integrations_server using ((id = current_setting('app.partner_id'::text, true)));
create policy server_platform on partners as permissive for all to integrations_server using ((current_setting('app.scope'::text, true) = 'platform'::text)) with check ((current_setting('app.scope'::text, true) = 'platform'::text));
create policy server_pushed on partners as permissive for select to integrations_server using ((id = current_setting('app.pushed_partner_id'::text, true)));
create policy server_support on partners as permissive for select to integrations_server using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy worker_reads on partners as permissive for select to integrations_worker using (true);
grant insert, select, update (name, time_zone, updated_at) on partners to integrations_server;
grant select on partners to integrations_worker;

create table quantity_snapshots (
  partner_id text not null,
  customer_id text not null,
  observed_at timestamp with time zone not null,
  quantities jsonb not null,
  received_at timestamp with time zone default now() not null,
  units bigint generated always as (count_units(quantities)) stored not null,
  constraint quantity_snapshots_pkey PRIMARY KEY (partner_id, customer_id),
  constraint quantity_snapshots_partner_id_customer_id_fkey FOREIGN KEY (partner_id, customer_id) REFERENCES customers(partner_id, id) ON DELETE CASCADE
);
CREATE INDEX quantity_snapshots_by_units ON public.quantity_snapshots USING btree (partner_id, units, customer_id);
alter table quantity_snapshots enable row level security;
alter table quantity_snapshots force row level security;
create policy server_push on quantity_snapshots as permissive for insert to integrations_server with check ((partner_id = current_setting('app.pushed_partner_id'::text, true)));
create policy server_push_again on quantity_snapshots as permissive for update to integrations_server using ((partner_id = current_setting('app.pushed_partner_id'::text, true))) with check ((partner_id = current_setting('app.pushed_partner_id'::text, true)));
create policy server_read on quantity_snapshots as permissive for select to integrations_server using ((partner_id = COALESCE(NULLIF(current_setting('app.partner_id'::text, true), ''::text), current_setting('app.pushed_partner_id'::text, true))));
create policy worker_reads on quantity_snapshots as permissive for select to integrations_worker using (true);
grant insert, select, update (observed_at, quantities, received_at) on quantity_snapshots to integrations_server;
grant select on quantity_snapshots to integrations_worker;

create table run_changes (
  run_id uuid not null,
  "position" integer not null,
  partner_id text not null,
  customer_id text,
  agreement_id text,
  product_id text,
  line_id text,
  before double precision,
  after double precision,
  outcome text not null,
  reason text,
  detail text,
  recorded_at timestamp with time zone default now() not null,
  constraint run_changes_pkey PRIMARY KEY (run_id, "position"),
  constraint run_changes_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE,
  constraint run_changes_outcome_check CHECK ((outcome = ANY (ARRAY['planned'::text, 'set'::text, 'added'::text, 'skipped'::text, 'held'::text, 'failed'::text])))
);
CREATE INDEX run_changes_problems ON public.run_changes USING btree (run_id, agreement_id) WHERE (reason IS NOT NULL);
alter table run_changes enable row level security;
alter table run_changes force row level security;
create policy desk_reads on run_changes as permissive for select to owner using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy server_own on run_changes as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy worker_works on run_changes as permissive for all to integrations_worker using (true) with check (true);
grant select, update (outcome, reason, detail, recorded_at) on run_changes to integrations_server;
grant delete, insert, select, update on run_changes to integrations_worker;

create table runs (
  id uuid default gen_random_uuid() not null,
  partner_id text not null,
  provider_id text not null,
  connection_id uuid not null,
  trigger text not null,
  status text not null,
  night date,
  customer_id text,
  reason text,
  detail text,
  counts jsonb default '{}'::jsonb not null,
  progress jsonb default '{}'::jsonb not null,
  requested_by text,
  queued_at timestamp with time zone default now() not null,
  due_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  released_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  lease_token uuid,
  lease_expires_at timestamp with time zone,
  attempts integer default 0 not null,
  constraint runs_pkey PRIMARY KEY (id),
  constraint runs_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE,
  constraint runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'held'::text, 'succeeded'::text, 'succeeded_with_problems'::text, 'failed'::text, 'cancelled'::text]))),
  constraint runs_trigger_check CHECK ((trigger = ANY (ARRAY['nightly'::text, 'manual'::text, 'preview'::text])))
);
CREATE INDEX runs_by_customer ON public.runs USING btree (connection_id, customer_id, queued_at) WHERE (customer_id IS NOT NULL);
CREATE INDEX runs_by_partner ON public.runs USING btree (partner_id, provider_id, queued_at DESC, id DESC);
CREATE INDEX runs_due ON public.runs USING btree (due_at) WHERE (status = 'queued'::text);
CREATE UNIQUE INDEX runs_one_per_night ON public.runs USING btree (connection_id, night) WHERE (night IS NOT NULL);
CREATE UNIQUE INDEX runs_one_running ON public.runs USING btree (connection_id) WHERE (status = 'running'::text);
CREATE INDEX runs_unfinished ON public.runs USING btree (connection_id, queued_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text, 'held'::text]));
alter table runs enable row level security;
alter table runs force row level security;
create policy desk_reads on runs as permissive for select to owner using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy server_own on runs as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_own_connection on runs as restrictive for insert to integrations_server with check ((EXISTS ( SELECT
   FROM connections
  WHERE (connections.id = runs.connection_id))));
create policy worker_works on runs as permissive for all to integrations_worker using (true) with check (true);
grant insert, select, update (status, reason, counts, due_at, finished_at, released_at, cancel_requested_at) on runs to integrations_server;
grant delete, insert, select, update on runs to integrations_worker;

create table services (
  code text not null,
  name text not null,
  kind text not null,
  deprecated boolean default false not null,
  "position" integer not null,
  constraint services_pkey PRIMARY KEY (code),
  constraint services_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'bundle'::text])))
);
grant select on services to integrations_server;
grant select on services to integrations_worker;

create table unmap_requests (
  id uuid default gen_random_uuid() not null,
  partner_id text not null,
  provider_id text not null,
  connection_id uuid not null,
  service_code text not null,
  requested_by text not null,
  note text,
  requested_at timestamp with time zone default now() not null,
  closed_at timestamp with time zone,
  closed_by text,
  ticket text,
  constraint unmap_requests_pkey PRIMARY KEY (id),
  constraint unmap_requests_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE,
  constraint unmap_requests_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners(id) ON DELETE CASCADE,
  constraint unmap_requests_service_code_fkey FOREIGN KEY (service_code) REFERENCES services(code)
);
CREATE UNIQUE INDEX unmap_requests_open ON public.unmap_requests USING btree (connection_id, service_code) WHERE (closed_at IS NULL);
alter table unmap_requests enable row level security;
alter table unmap_requests force row level security;
create policy server_own on unmap_requests as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_support on unmap_requests as permissive for select to integrations_server using ((current_setting('app.scope'::text, true) = 'support'::text));
grant insert, select, update (closed_at, closed_by, ticket) on unmap_requests to integrations_server;

create table webhooks (
  connection_id uuid not null,
  partner_id text not null,
  provider_id text not null,
  url text not null,
  secret text not null,
  kinds text[] not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint webhooks_pkey PRIMARY KEY (connection_id),
  constraint webhooks_partner_id_connection_id_fkey FOREIGN KEY (partner_id, connection_id) REFERENCES connections(partner_id, id) ON DELETE CASCADE
);
alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy server_own on webhooks as permissive for all to integrations_server using ((partner_id = current_setting('app.partner_id'::text, true))) with check ((partner_id = current_setting('app.partner_id'::text, true)));
create policy server_support on webhooks as permissive for select to integrations_server using ((current_setting('app.scope'::text, true) = 'support'::text));
create policy worker_works on webhooks as permissive for all to integrations_worker using (true) with check (true);
grant delete, insert, select, update (url, secret, kinds, updated_at) on webhooks to integrations_server;
grant select on webhooks to integrations_worker;

create view desk_problems as
 SELECT run_id,
    reason
   FROM run_changes
  WHERE ((reason IS NOT NULL) AND (current_setting('app.scope'::text, true) = 'support'::text));
grant select on desk_problems to integrations_server;

create view desk_runs as
 SELECT id,
    partner_id,
    connection_id,
    trigger,
    status,
    night,
    customer_id,
    reason,
    counts,
    queued_at,
    finished_at
   FROM runs
  WHERE (current_setting('app.scope'::text, true) = 'support'::text);
grant select on desk_runs to integrations_server;
