import { NO_COUNTS, type ReasonCode, type RunCounts, type RunStatus, type RunTrigger } from "@integrations/core";
import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { RunProgress, RunsTable } from "../schema/tables.ts";
import type { ConnectionKey } from "./connection.repository.ts";

/** One pass over one connection. */
export interface RunRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly connectionId: string;
  readonly trigger: RunTrigger;
  readonly status: RunStatus;
  /** `YYYY-MM-DD` in UTC; null for all but the cron's runs. */
  readonly night: string | null;
  readonly customerId: string | null;
  readonly reason: ReasonCode | null;
  readonly detail: string | null;
  readonly counts: RunCounts;
  readonly progress: RunProgress;
  readonly requestedBy: string | null;
  readonly queuedAt: Date;
  readonly dueAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly releasedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  readonly leaseExpiresAt: Date | null;
  /** How often a worker has taken it up, hand-backs at a worker's end not counted. */
  readonly attempts: number;
}

export const NO_PROGRESS: RunProgress = { agreementsTotal: 0, agreementsRead: 0, writesTotal: 0, writesDone: 0 };

export interface NewRun extends ConnectionKey {
  readonly connectionId: string;
  readonly trigger: RunTrigger;
  readonly customerId: string | null;
  readonly requestedBy: string | null;
  readonly queuedAt: Date;
}

export async function insertRun(db: Db | Trx, run: NewRun): Promise<RunRecord> {
  const row = await db
    .insertInto("runs")
    .values({
      partner_id: run.partnerId,
      provider_id: run.providerId,
      connection_id: run.connectionId,
      trigger: run.trigger,
      status: "queued",
      customer_id: run.customerId,
      requested_by: run.requestedBy,
      queued_at: run.queuedAt,
      due_at: run.queuedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRun(row);
}

/** The partner's own run; another partner's is not found. The id must be a UUID. */
export async function findRun(db: Db | Trx, partnerId: string, runId: string): Promise<RunRecord | undefined> {
  const row = await db.selectFrom("runs").selectAll().where("id", "=", runId).where("partner_id", "=", partnerId).executeTakeFirst();
  return row && toRun(row);
}

/** Holds the row until the transaction ends. */
export async function lockRun(trx: Trx, partnerId: string, runId: string): Promise<RunRecord | undefined> {
  const row = await trx
    .selectFrom("runs")
    .selectAll()
    .where("id", "=", runId)
    .where("partner_id", "=", partnerId)
    .forUpdate()
    .executeTakeFirst();
  return row && toRun(row);
}

/** Runs by id, whoever owns them; for the worker's own commands. */
export async function listRunsById(db: Db | Trx, runIds: readonly string[]): Promise<RunRecord[]> {
  const rows = await db
    .selectFrom("runs")
    .selectAll()
    .where("id", "in", runIds.length === 0 ? [NO_ID] : [...runIds])
    .execute();
  return rows.map(toRun);
}

/** Those of the runs that are queued or running. */
export async function listUnfinishedRunIds(db: Db | Trx, runIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from runs where id = any(${[...runIds]}::uuid[]) and status in ('queued', 'running')`.execute(db);
  return rows.map((row) => row.id);
}

const NO_ID = "00000000-0000-0000-0000-000000000000";

export interface SameWork {
  readonly connectionId: string;
  readonly preview: boolean;
  readonly customerId: string | null;
}

/** The run under way, or waiting its turn, that would do the same work. */
export async function findRunDoingSame(trx: Trx, work: SameWork): Promise<RunRecord | undefined> {
  const row = await trx
    .selectFrom("runs")
    .selectAll()
    .where("connection_id", "=", work.connectionId)
    .where("status", "in", ["queued", "running"])
    .where("cancel_requested_at", "is", null)
    .where("trigger", work.preview ? "=" : "<>", "preview")
    .where("customer_id", "is not distinct from", work.customerId)
    .orderBy("status", "desc")
    .orderBy("queued_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row && toRun(row);
}

export interface RunListQuery extends ConnectionKey {
  /** The last run of the page before. */
  readonly after?: { readonly queuedAt: Date; readonly id: string };
  readonly limit: number;
}

/** Newest first. */
export async function listRuns(db: Db | Trx, query: RunListQuery): Promise<RunRecord[]> {
  const { after } = query;
  let select = db
    .selectFrom("runs")
    .selectAll()
    .where("partner_id", "=", query.partnerId)
    .where("provider_id", "=", query.providerId)
    .orderBy("queued_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit);
  if (after !== undefined) {
    select = select.where(sql<boolean>`(queued_at, id) < (${after.queuedAt}, ${after.id}::uuid)`);
  }
  return (await select.execute()).map(toRun);
}

export interface RunState {
  readonly status?: RunStatus;
  readonly reason?: ReasonCode | null;
  readonly finishedAt?: Date | null;
  readonly dueAt?: Date;
  readonly releasedAt?: Date;
  readonly cancelRequestedAt?: Date;
}

/** Changes a run whose row the caller holds. */
export async function saveRunState(trx: Trx, runId: string, state: RunState): Promise<void> {
  await trx
    .updateTable("runs")
    .set({
      ...(state.status === undefined ? {} : { status: state.status }),
      ...(state.reason === undefined ? {} : { reason: state.reason }),
      ...(state.finishedAt === undefined ? {} : { finished_at: state.finishedAt }),
      ...(state.dueAt === undefined ? {} : { due_at: state.dueAt }),
      ...(state.releasedAt === undefined ? {} : { released_at: state.releasedAt }),
      ...(state.cancelRequestedAt === undefined ? {} : { cancel_requested_at: state.cancelRequestedAt }),
    })
    .where("id", "=", runId)
    .execute();
}

/** @param counts of everything, not only of what changed */
export async function saveRunCounts(trx: Trx, runId: string, counts: RunCounts): Promise<void> {
  await trx
    .updateTable("runs")
    .set({ counts: JSON.stringify(counts) })
    .where("id", "=", runId)
    .execute();
}

/**
 * Ends the runs of a connection that nobody works on (queued or held), because the connection is gone or stands still.
 * A running one notices by itself.
 * @returns how many there were
 */
export async function cancelWaitingRuns(trx: Trx, connectionId: string, reason: ReasonCode, at: Date): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with ended as (
      update runs set status = 'cancelled', reason = ${reason}, finished_at = ${at}
       where connection_id = ${connectionId}::uuid and status in ('queued', 'held')
      returning id
    ), settled as (
      update run_changes c set outcome = 'skipped', reason = ${reason}, recorded_at = ${at}
        from ended where c.run_id = ended.id and c.outcome = 'planned'
    )
    select id from ended`.execute(trx);
  return rows.length;
}

export function toRun(row: Selectable<RunsTable>): RunRecord {
  return {
    id: row.id,
    partnerId: row.partner_id,
    providerId: row.provider_id,
    connectionId: row.connection_id,
    trigger: row.trigger,
    status: row.status,
    night: row.night,
    customerId: row.customer_id,
    reason: row.reason as ReasonCode | null,
    detail: row.detail,
    counts: { ...NO_COUNTS, ...row.counts },
    progress: { ...NO_PROGRESS, ...row.progress },
    requestedBy: row.requested_by,
    queuedAt: row.queued_at,
    dueAt: row.due_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    releasedAt: row.released_at,
    cancelRequestedAt: row.cancel_requested_at,
    leaseExpiresAt: row.lease_expires_at,
    attempts: row.attempts,
  };
}
