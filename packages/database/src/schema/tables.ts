/**
 * The tables as Kysely sees them. Rows are snake_case and stay inside the repositories; `toX(row)` turns them into domain
 * objects. Every partner-owned table carries `partner_id`.
 */
import type { ChangeOutcome, LineDecision, RunCounts, RunStatus, RunTrigger, ZeroPolicy } from "@integrations/core";
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";

export interface Tables {
  partners: PartnersTable;
  customers: CustomersTable;
  quantity_snapshots: QuantitySnapshotsTable;
  services: ServicesTable;
  bundle_members: BundleMembersTable;
  connections: ConnectionsTable;
  mappings: MappingsTable;
  assignments: AssignmentsTable;
  customer_exclusions: CustomerExclusionsTable;
  kept_lines: KeptLinesTable;
  runs: RunsTable;
  run_changes: RunChangesTable;
  unmap_requests: UnmapRequestsTable;
  audit_events: AuditEventsTable;
  notice_preferences: NoticePreferencesTable;
  webhooks: WebhooksTable;
  notice_incidents: NoticeIncidentsTable;
  notices: NoticesTable;
  notice_deliveries: NoticeDeliveriesTable;
  desk_runs: DeskRunsView;
  desk_problems: DeskProblemsView;
}

type CreatedAt = ColumnType<Date, Date | undefined, never>;
type Json = Record<string, unknown>;

export interface PartnersTable {
  id: string;
  name: string;
  /** IANA name. */
  time_zone: Generated<string>;
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}

export interface CustomersTable {
  partner_id: string;
  id: string;
  name: string;
  /** The name in lower case; what lists are sorted and paged by. */
  sort_name: GeneratedAlways<string>;
  domains: Generated<string[]>;
  archived_at: Date | null;
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}

/** The latest count of a customer: one row, replaced as a whole by a newer one. */
export interface QuantitySnapshotsTable {
  partner_id: string;
  customer_id: string;
  observed_at: Date;
  /** Service or bundle code to units; zeroes may be left out. */
  quantities: JSONColumnType<Record<string, number>, string, string>;
  /** All of them together; what lists are sorted and paged by. */
  units: GeneratedAlways<number>;
  received_at: Generated<Date>;
}

export interface ServicesTable {
  code: string;
  name: string;
  kind: "service" | "bundle";
  deprecated: Generated<boolean>;
  position: number;
}

export interface BundleMembersTable {
  bundle_code: string;
  service_code: string;
}

export interface ConnectionsTable {
  id: Generated<string>;
  partner_id: string;
  provider_id: string;
  status: "active" | "paused" | "attention";
  /** A reason code; set while the status is `attention`. */
  attention_reason: string | null;
  /** Field values that are not secret. */
  settings: JSONColumnType<Record<string, string | boolean>, string, string>;
  /** The secret field values as one JWE, bound to this row. */
  secrets: string;
  /** Raised with every change of settings or secrets, but not where the secrets are encrypted again. */
  credentials_version: Generated<number>;
  /** What the provider remembers about the connection; nothing secret. */
  memory: JSONColumnType<Json | null, string | null, string | null>;
  /** Guard thresholds and rate limits where they differ from the defaults. */
  preferences: JSONColumnType<ConnectionPreferences, string | undefined, string>;
  /** Raised by every change of the mappings, so that two sessions cannot overwrite each other unseen. */
  mapping_version: Generated<number>;
  enabled_at: CreatedAt;
  updated_at: Generated<Date>;
}

export interface ConnectionPreferences {
  guardMinLines?: number;
  /** Between 0 and 1. */
  guardMinShare?: number;
  concurrency?: number;
  callsPerMinute?: number;
}

export interface MappingsTable {
  connection_id: string;
  partner_id: string;
  service_code: string;
  product_id: string;
  product_identifier: string;
  product_description: string;
  /** What is done where the count of the service falls to 0. */
  zero_policy: Generated<ZeroPolicy>;
  mapped_at: Generated<Date>;
}

export interface AssignmentsTable {
  connection_id: string;
  partner_id: string;
  customer_id: string;
  company_id: string;
  company_name: string;
  agreement_id: string;
  agreement_name: string;
  assigned_at: Generated<Date>;
}

/** A customer whose lines the partner has asked to leave alone. */
export interface CustomerExclusionsTable {
  connection_id: string;
  partner_id: string;
  customer_id: string;
  /** What the partner wrote for whoever wonders; may be empty. */
  note: string;
  /** Subject of the person who did it. */
  excluded_by: string;
  excluded_at: Generated<Date>;
}

/** The line kept for a product on an agreement, adopted or added by a run. */
export interface KeptLinesTable {
  connection_id: string;
  partner_id: string;
  agreement_id: string;
  product_id: string;
  line_id: string;
  /** Null where the quantity was right already and was never written. */
  written_quantity: number | null;
  written_at: Date | null;
  decision: LineDecision | null;
  decided_at: Date | null;
  kept_at: Generated<Date>;
}

/** Outlives its connection, so that history stays readable after a removal. */
export interface RunsTable {
  id: Generated<string>;
  partner_id: string;
  provider_id: string;
  connection_id: string;
  trigger: RunTrigger;
  status: RunStatus;
  /** The night it counts for, `YYYY-MM-DD` in UTC; null for all but the cron's runs. */
  night: string | null;
  /** Set where the run is for one customer only. */
  customer_id: string | null;
  /** A reason code; why it is held or failed. */
  reason: string | null;
  detail: string | null;
  counts: JSONColumnType<RunCounts, string | undefined, string>;
  progress: JSONColumnType<RunProgress, string | undefined, string>;
  /** Subject of the person who started it; null for the cron's. */
  requested_by: string | null;
  queued_at: CreatedAt;
  /** When a queued run is to begin: its place in the night's window, or the time of its next attempt. */
  due_at: Generated<Date>;
  started_at: Date | null;
  finished_at: Date | null;
  released_at: Date | null;
  cancel_requested_at: Date | null;
  /** Held by the worker that carries it out; a run whose lease has expired may be taken over. */
  lease_token: string | null;
  lease_expires_at: Date | null;
  attempts: Generated<number>;
}

export interface RunProgress {
  agreementsTotal: number;
  agreementsRead: number;
  writesTotal: number;
  writesDone: number;
}

export interface RunChangesTable {
  run_id: string;
  /** Counts up within the run from 1. */
  position: number;
  partner_id: string;
  customer_id: string | null;
  agreement_id: string | null;
  product_id: string | null;
  line_id: string | null;
  before: number | null;
  after: number | null;
  outcome: ChangeOutcome;
  reason: string | null;
  detail: string | null;
  recorded_at: Generated<Date>;
}

export interface UnmapRequestsTable {
  id: Generated<string>;
  partner_id: string;
  provider_id: string;
  connection_id: string;
  service_code: string;
  requested_by: string;
  /** What the partner wrote to support. */
  note: string | null;
  requested_at: Generated<Date>;
  closed_at: Date | null;
  closed_by: string | null;
  ticket: string | null;
}

export interface AuditEventsTable {
  id: Generated<string>;
  partner_id: string | null;
  at: Generated<Date>;
  actor: string;
  actor_role: "partner" | "support" | "platform" | "system";
  action: string;
  /** Facts of the act; never a secret. */
  facts: JSONColumnType<Json, string | undefined, never>;
  ip: string | null;
}

/** What one person wants to be told of by e-mail. */
export interface NoticePreferencesTable {
  partner_id: string;
  /** Of the person's tokens. */
  subject: string;
  /** Known to be theirs; null for no e-mail. */
  address: string | null;
  kinds: string[];
  /** Waits for a click on the link that was sent there. */
  pending_address: string | null;
  /** SHA-256 of what the link carries, in hexadecimal; null until it is sent. */
  pending_token_hash: string | null;
  pending_expires_at: Date | null;
  pending_asked_at: Date | null;
  updated_at: Generated<Date>;
}

export interface WebhooksTable {
  connection_id: string;
  partner_id: string;
  provider_id: string;
  url: string;
  /** The signing secret as a JWE, bound to this row. */
  secret: string;
  kinds: string[];
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}

/** A cause of trouble of a connection, for as long as it lasts. */
export interface NoticeIncidentsTable {
  connection_id: string;
  partner_id: string;
  /** `run` where whole runs fail, else the reason code. */
  cause: string;
  opened_at: Date;
  opened_run_id: string;
  last_run_id: string;
  /** Nights it was met in. */
  nights: number;
  /** Nights as last told in a notice; 0 while nobody was told. */
  noticed_nights: number;
  noticed_at: Date | null;
}

export interface NoticesTable {
  id: Generated<string>;
  partner_id: string;
  kind: string;
  /** What it is about, so that it is told once. */
  cause_key: string;
  provider_id: string | null;
  connection_id: string | null;
  run_id: string | null;
  /** The one person it is for; null for everybody who wants its kind. */
  subject: string | null;
  facts: JSONColumnType<Json, string, never>;
  created_at: ColumnType<Date, Date, never>;
  /** When its deliveries were made. */
  spread_at: Date | null;
}

export interface NoticeDeliveriesTable {
  id: Generated<string>;
  notice_id: string;
  partner_id: string;
  channel: "email" | "webhook";
  /** The address, or the host of the webhook. */
  receiver: string;
  /** Of the webhook. */
  connection_id: string | null;
  status: Generated<"waiting" | "sent" | "failed">;
  attempts: Generated<number>;
  next_attempt_at: Date;
  /** Held by the worker that sends it. */
  claimed_until: Date | null;
  last_attempt_at: Date | null;
  sent_at: Date | null;
  /** A sentence, without anything a receiver said. */
  problem: string | null;
  created_at: ColumnType<Date, Date, never>;
}

/** Runs of all partners, for support alone. */
export type DeskRunsView = Pick<
  RunsTable,
  "id" | "partner_id" | "connection_id" | "trigger" | "status" | "night" | "customer_id" | "reason" | "counts" | "queued_at" | "finished_at"
>;

/** What these runs left undone, for which reason. */
export interface DeskProblemsView {
  run_id: string;
  reason: string;
}
