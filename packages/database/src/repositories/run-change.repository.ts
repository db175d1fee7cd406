import { CHOSEN_REASONS, type ChangeOutcome, type ReasonCode, type RunCounts } from "@integrations/core";
import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { RunChangesTable } from "../schema/tables.ts";
import { fencedRun } from "./run-fence.ts";
import type { RunFence } from "./run-lease.repository.ts";

/** One difference a run found, and what became of it. */
export interface RunChangeRecord {
  /** Counts up within the run. */
  readonly position: number;
  readonly customerId: string | null;
  readonly agreementId: string | null;
  readonly productId: string | null;
  readonly lineId: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly outcome: ChangeOutcome;
  readonly reason: ReasonCode | null;
  readonly detail: string | null;
}

/** A write that an attempt planned, and perhaps did. */
export interface EarlierWrite extends RunChangeRecord {
  /** Another run has recorded that very quantity since: what stands there now is not known to be this one's. */
  readonly doneByAnother: boolean;
}

/** Rows per statement: far below what a statement may carry, far above what makes round trips count. */
const CHUNK = 2000;

/** @returns false where the lease is lost; nothing was stored then */
export async function insertChanges(trx: Trx, fence: RunFence, changes: readonly RunChangeRecord[], at: Date): Promise<boolean> {
  for (let from = 0; from < changes.length; from += CHUNK) {
    const chunk = changes.slice(from, from + CHUNK);
    const { rows } = await sql<{ position: number }>`
      with fence as (${fencedRun(fence)}),
      inserted as (
        insert into run_changes
          (run_id, partner_id, position, customer_id, agreement_id, product_id, line_id, before, after, outcome, reason, detail, recorded_at)
        select fence.id, fence.partner_id, c.*, ${at}::timestamptz
          from fence, unnest(
            ${chunk.map((change) => change.position)}::integer[], ${chunk.map((change) => change.customerId)}::text[],
            ${chunk.map((change) => change.agreementId)}::text[], ${chunk.map((change) => change.productId)}::text[],
            ${chunk.map((change) => change.lineId)}::text[], ${chunk.map((change) => change.before)}::float8[],
            ${chunk.map((change) => change.after)}::float8[], ${chunk.map((change) => change.outcome)}::text[],
            ${chunk.map((change) => change.reason)}::text[], ${chunk.map((change) => storable(change.detail))}::text[]) as c
        returning position
      )
      select position from inserted limit 1`.execute(trx);
    if (rows.length === 0) return false;
  }
  return true;
}

export interface ChangeResult {
  readonly position: number;
  /** Null where there was nothing to do after all: the row goes. */
  readonly outcome: ChangeOutcome | null;
  readonly lineId: string | null;
  readonly before: number | null;
  readonly reason: ReasonCode | null;
  readonly detail: string | null;
}

/** Writes results into rows that were planned before. @returns false where the lease is lost */
export async function saveChangeResults(db: Db | Trx, fence: RunFence, results: readonly ChangeResult[], at: Date): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with fence as (${fencedRun(fence)}),
    result as (
      select * from unnest(
        ${results.map((result) => result.position)}::integer[], ${results.map((result) => result.outcome)}::text[],
        ${results.map((result) => result.lineId)}::text[], ${results.map((result) => result.before)}::float8[],
        ${results.map((result) => result.reason)}::text[], ${results.map((result) => storable(result.detail))}::text[]
      ) as r (position, outcome, line_id, before, reason, detail)
    ), written as (
      update run_changes c
         set outcome = result.outcome, line_id = coalesce(result.line_id, c.line_id), before = result.before, reason = result.reason,
             detail = result.detail, recorded_at = ${at}::timestamptz
        from fence, result
       where c.run_id = fence.id and c.position = result.position and result.outcome is not null
    ), gone as (
      delete from run_changes c using fence, result
       where c.run_id = fence.id and c.position = result.position and result.outcome is null
    )
    select id from fence`.execute(db);
  return rows.length > 0;
}

/** What earlier attempts of the run wrote, tried to write or were about to write. */
export async function listWritesOfRun(db: Db | Trx, runId: string): Promise<EarlierWrite[]> {
  const rows = await db
    .selectFrom("run_changes as c")
    .selectAll("c")
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom("runs as r")
          .innerJoin("kept_lines as k", "k.connection_id", "r.connection_id")
          .select("k.line_id")
          .whereRef("r.id", "=", "c.run_id")
          .whereRef("k.agreement_id", "=", "c.agreement_id")
          .whereRef("k.product_id", "=", "c.product_id")
          .whereRef("k.written_quantity", "=", "c.after")
          .whereRef("k.written_at", ">=", "c.recorded_at"),
      ).as("done_by_another"),
    )
    .where("c.run_id", "=", runId)
    .where("c.outcome", "in", ["planned", "set", "added", "failed"])
    .orderBy("c.position")
    .execute();
  return rows.map((row) => ({ ...toChange(row), doneByAnother: Boolean(row.done_by_another) }));
}

/** Removes what an earlier attempt recorded, but for the writes that took effect and the rows at these positions. */
export async function deleteChangesBut(trx: Trx, fence: RunFence, positions: readonly number[]): Promise<void> {
  await sql`
    with fence as (${fencedRun(fence)})
    delete from run_changes c using fence
     where c.run_id = fence.id and c.outcome not in ('set', 'added') and c.position <> all (${[...positions]}::integer[])`.execute(trx);
}

export interface Settlement {
  readonly outcome: Extract<ChangeOutcome, "skipped" | "failed">;
  /** For rows that would set a line, and for rows that would add one. */
  readonly reason: { readonly set: ReasonCode; readonly add: ReasonCode };
  readonly detail: string | null;
  readonly at: Date;
}

/** Gives every row that is still planned an outcome. @returns false where the lease is lost */
export async function settlePlannedChanges(db: Db | Trx, fence: RunFence, settlement: Settlement): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with fence as (${fencedRun(fence)}),
    settled as (
      update run_changes c set ${settled(settlement)} from fence where c.run_id = fence.id and c.outcome = 'planned'
    )
    select id from fence`.execute(db);
  return rows.length > 0;
}

/** The same for a run nobody carries out, whose row the caller holds. */
export async function settlePlannedChangesOf(trx: Trx, runId: string, settlement: Settlement): Promise<void> {
  await sql`update run_changes c set ${settled(settlement)} where c.run_id = ${runId}::uuid and c.outcome = 'planned'`.execute(trx);
}

export type OutcomeCounts = Pick<RunCounts, ChangeOutcome | "chosen">;

export async function countOutcomes(db: Db | Trx, runId: string): Promise<OutcomeCounts> {
  const { rows } = await sql<{ outcome: ChangeOutcome; count: number; chosen: number }>`
    select outcome, count(*) as count, count(*) filter (where outcome = 'skipped' and reason = any(${[...CHOSEN_REASONS]}::text[])) as chosen
    from run_changes where run_id = ${runId}::uuid group by outcome`.execute(db);
  const counts = { planned: 0, set: 0, added: 0, skipped: 0, chosen: 0, held: 0, failed: 0 };
  for (const row of rows) {
    counts[row.outcome] = row.count;
    counts.chosen += row.chosen;
  }
  return counts;
}

/** How many changes of a run have which reason. */
export async function countReasons(db: Db | Trx, runId: string): Promise<Map<ReasonCode, number>> {
  const { rows } = await sql<{ reason: ReasonCode; count: number }>`
    select reason, count(*) as count from run_changes where run_id = ${runId}::uuid and reason is not null group by reason`.execute(db);
  return new Map(rows.map((row) => [row.reason, row.count]));
}

export interface ChangePageQuery {
  readonly runId: string;
  /** Position of the last change of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

export async function listChanges(db: Db | Trx, query: ChangePageQuery): Promise<RunChangeRecord[]> {
  const rows = await db
    .selectFrom("run_changes")
    .selectAll()
    .where("run_id", "=", query.runId)
    .where("position", ">", query.after)
    .orderBy("position")
    .limit(query.limit)
    .execute();
  return rows.map(toChange);
}

function settled(settlement: Settlement) {
  return sql`outcome = ${settlement.outcome}, detail = ${storable(settlement.detail)}, recorded_at = ${settlement.at}::timestamptz,
    reason = case when c.line_id is null then ${settlement.reason.add} else ${settlement.reason.set} end`;
}

/** Text from outside may hold NUL characters, which Postgres refuses. */
function storable(detail: string | null): string | null {
  return detail === null ? null : detail.replaceAll("\u0000", "").slice(0, MAX_DETAIL).toWellFormed();
}

const MAX_DETAIL = 500;

function toChange(row: Selectable<RunChangesTable>): RunChangeRecord {
  return {
    position: row.position,
    customerId: row.customer_id,
    agreementId: row.agreement_id,
    productId: row.product_id,
    lineId: row.line_id,
    before: row.before,
    after: row.after,
    outcome: row.outcome,
    reason: row.reason as ReasonCode | null,
    detail: row.detail,
  };
}
