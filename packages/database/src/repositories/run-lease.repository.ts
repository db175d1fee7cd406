import type { ReasonCode, RunCounts, RunStatus } from "@integrations/core";
import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { RunProgress, RunsTable } from "../schema/tables.ts";
import { CREDENTIALS_FINGERPRINT } from "./run-fence.ts";
import { toRun, type RunRecord } from "./run.repository.ts";

/** Proof of carrying out a run. Every statement that records something about it is fenced by it. */
export interface RunFence {
  readonly runId: string;
  readonly leaseToken: string;
}

/** A run, or the cron's run of a connection's night. */
export type RunTarget = { readonly runId: string } | { readonly connectionId: string; readonly night: string };

export type RunClaim =
  /**
   * `resumed` where it was taken up before, so that something may have been written already; `takenOver` where that was by a worker
   * whose lease has expired.
   */
  | { readonly kind: "claimed"; readonly run: RunRecord; readonly resumed: boolean; readonly takenOver: boolean }
  /** Another run of the same connection is running. */
  | { readonly kind: "busy" }
  /** It is over, held, unknown, or somebody else carries it out. */
  | { readonly kind: "not_claimable" };

export interface RunClaimRequest {
  readonly leaseToken: string;
  readonly now: Date;
  readonly leaseExpiresAt: Date;
}

/** Takes up a queued run, or a running one whose worker has not renewed its lease in time. */
export async function claimRun(db: Db, target: RunTarget, request: RunClaimRequest): Promise<RunClaim> {
  const isTarget =
    "runId" in target
      ? sql`t.id = ${target.runId}::uuid`
      : sql`t.connection_id = ${target.connectionId}::uuid and t.night = ${target.night}::date`;
  try {
    const { rows } = await sql<Selectable<RunsTable> & { resumed: boolean; taken_over: boolean }>`
      with target as (select t.id, t.started_at, t.status from runs t where ${isTarget} for update)
      update runs
         set status = 'running', lease_token = ${request.leaseToken}::uuid, lease_expires_at = ${request.leaseExpiresAt},
             attempts = runs.attempts + 1, started_at = coalesce(runs.started_at, ${request.now}), finished_at = null,
             reason = null, detail = null
        from target
       where runs.id = target.id
         and (runs.status = 'queued' or (runs.status = 'running' and runs.lease_expires_at <= ${request.now}))
      returning runs.*, target.started_at is not null as resumed, target.status = 'running' as taken_over`.execute(db);
    const [row] = rows;
    if (row === undefined) return { kind: "not_claimable" };
    return { kind: "claimed", run: toRun(row), resumed: row.resumed, takenOver: row.taken_over };
  } catch (error) {
    if (isOneRunningViolation(error)) return { kind: "busy" };
    throw error;
  }
}

export interface LeaseRenewal {
  readonly cancelRequested: boolean;
  /** Null where the connection was removed. */
  readonly connection: { readonly status: string; readonly fingerprint: string } | null;
}

/** @returns undefined where the lease is lost */
export async function renewLease(
  db: Db,
  fence: RunFence,
  renewal: { readonly leaseExpiresAt: Date; readonly progress: RunProgress },
): Promise<LeaseRenewal | undefined> {
  const { rows } = await sql<{ cancel_requested: boolean; connection: LeaseRenewal["connection"] }>`
    update runs r
       set lease_expires_at = ${renewal.leaseExpiresAt}, progress = ${JSON.stringify(renewal.progress)}::jsonb
     where r.id = ${fence.runId}::uuid and r.lease_token = ${fence.leaseToken}::uuid and r.status = 'running'
    returning r.cancel_requested_at is not null as cancel_requested,
      (select json_build_object('status', c.status, 'fingerprint', ${CREDENTIALS_FINGERPRINT})
         from connections c where c.id = r.connection_id) as connection`.execute(db);
  const [row] = rows;
  return row && { cancelRequested: row.cancel_requested, connection: row.connection };
}

export interface RunEnding {
  readonly status: Exclude<RunStatus, "queued" | "running">;
  readonly reason: ReasonCode | null;
  readonly detail: string | null;
  readonly counts: RunCounts;
  readonly progress: RunProgress;
  readonly at: Date;
  /** Held runs of the connection are cancelled, since this one has seen newer facts. */
  readonly supersedes: boolean;
  /** Only where the connection has no incident that somebody may have to be told about. */
  readonly unlessIncidents?: boolean;
}

export interface NextRun {
  /** The connection's next run that waits for its turn. */
  readonly nextRunId: string | null;
}

/**
 * Ends a run, gives the lease back and cancels held runs that this one makes obsolete, as one statement.
 * @returns undefined where the lease is lost, or there are incidents and it was to end without; nothing was changed then
 */
export async function endRun(db: Db | Trx, fence: RunFence, ending: RunEnding): Promise<NextRun | undefined> {
  const { rows } = await sql<{ next_id: string | null }>`
    with ended as (
      update runs
         set status = ${ending.status}, reason = ${ending.reason}, detail = ${ending.detail},
             counts = ${JSON.stringify(ending.counts)}::jsonb, progress = ${JSON.stringify(ending.progress)}::jsonb,
             finished_at = ${ending.status === "held" ? null : ending.at}::timestamptz, lease_token = null, lease_expires_at = null
       where id = ${fence.runId}::uuid and lease_token = ${fence.leaseToken}::uuid and status = 'running'
         and not (${ending.unlessIncidents === true} and exists (select from notice_incidents i where i.connection_id = runs.connection_id))
      returning id, connection_id
    ), superseded as (
      update runs
         set status = 'cancelled', reason = 'run_superseded', finished_at = ${ending.at}
        from ended
       where ${ending.supersedes} and runs.connection_id = ended.connection_id and runs.status = 'held' and runs.id <> ended.id
    )
    select (select ${nextOf(ending.at)}) as next_id from ended as of_run`.execute(db);
  const [row] = rows;
  return row && { nextRunId: row.next_id };
}

/** Puts a run back because its worker ends; it does not count as an attempt. */
export async function handBackRun(db: Db, fence: RunFence, at: Date): Promise<boolean> {
  const rows = await db
    .updateTable("runs")
    .set((eb) => ({
      status: "queued",
      due_at: at,
      attempts: eb.fn<number>("greatest", [eb("attempts", "-", 1), eb.lit(0)]),
      lease_token: null,
      lease_expires_at: null,
    }))
    .where("id", "=", fence.runId)
    .where("lease_token", "=", fence.leaseToken)
    .where("status", "=", "running")
    .returning("id")
    .execute();
  return rows.length > 0;
}

export interface RunRetry {
  readonly dueAt: Date;
  readonly reason: ReasonCode;
  readonly detail: string | null;
  readonly now: Date;
}

/**
 * Puts a run back for a later attempt.
 * @returns undefined where the lease is lost
 */
export async function retryRunLater(db: Db, fence: RunFence, retry: RunRetry): Promise<NextRun | undefined> {
  const { rows } = await sql<{ next_id: string | null }>`
    with of_run as (
      update runs
         set status = 'queued', due_at = ${retry.dueAt}, reason = ${retry.reason}, detail = ${retry.detail},
             lease_token = null, lease_expires_at = null
       where id = ${fence.runId}::uuid and lease_token = ${fence.leaseToken}::uuid and status = 'running'
      returning id, connection_id
    )
    select (select ${nextOf(retry.now)}) as next_id from of_run`.execute(db);
  const [row] = rows;
  return row && { nextRunId: row.next_id };
}

/** A run that has its own job for a later time is left to it. */
function nextOf(now: Date) {
  return sql`waiting.id from runs waiting
      where waiting.connection_id = of_run.connection_id and waiting.status = 'queued' and waiting.id <> of_run.id
        and waiting.due_at <= ${now}
      order by waiting.queued_at, waiting.id limit 1`;
}

export interface LostRun {
  readonly runId: string;
  /** A queued run of a night, which goes after what people wait for. */
  readonly isNightly: boolean;
}

/**
 * Runs that somebody should take up: running ones whose lease has expired, and queued ones that were due before `dueBefore`
 * and whose connection has none running. At most `limit` of each.
 */
export async function listLostRuns(db: Db, query: { now: Date; dueBefore: Date; limit: number }): Promise<LostRun[]> {
  const { rows } = await sql<{ id: string; is_nightly: boolean }>`
    (select id, false as is_nightly from runs
      where status = 'running' and lease_expires_at <= ${query.now} order by lease_expires_at limit ${query.limit})
    union all
    (select waiting.id, waiting.night is not null from runs waiting
      where waiting.status = 'queued' and waiting.due_at <= ${query.dueBefore}
        and not exists (select 1 from runs other where other.connection_id = waiting.connection_id and other.status = 'running')
      order by waiting.due_at limit ${query.limit})`.execute(db);
  return rows.map((row) => ({ runId: row.id, isNightly: row.is_nightly }));
}

export interface LivingRun {
  readonly runId: string;
  readonly connectionId: string;
  readonly night: string | null;
}

/** Runs that a worker carries out at this moment, as far as its lease tells. */
export async function listLivingRuns(db: Db, now: Date): Promise<LivingRun[]> {
  const rows = await db
    .selectFrom("runs")
    .select(["id", "connection_id", "night"])
    .where("status", "=", "running")
    .where("lease_expires_at", ">", now)
    .execute();
  return rows.map((row) => ({ runId: row.id, connectionId: row.connection_id, night: row.night }));
}

/** Ends queued and held runs whose connection is gone. @returns how many there were */
export async function cancelRunsWithoutConnection(db: Db | Trx, at: Date): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update runs set status = 'cancelled', reason = 'connection_removed', finished_at = ${at}
     where status in ('queued', 'held') and not exists (select 1 from connections c where c.id = runs.connection_id)
    returning id`.execute(db);
  return rows.length;
}

const UNIQUE_VIOLATION = "23505";

function isOneRunningViolation(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === UNIQUE_VIOLATION &&
    "constraint" in error &&
    error.constraint === "runs_one_running"
  );
}
