import type { ChangeOutcome, PlannedWrite, PlanProblem } from "@integrations/core";
import {
  deleteChangesBut,
  insertChanges,
  keepLines,
  saveChangeResults,
  type ChangeResult,
  type RunChangeRecord,
  type Trx,
} from "@integrations/database";
import type { RunWork } from "./run-job.ts";
import type { RunPlan, WriteToDo } from "./run-plan.ts";
import { RunStopped } from "./run-stop.ts";

/**
 * Stores the plan before anything is written, so that a run which dies and is taken over still has a complete record.
 *
 * @param outcome what all writes are recorded as: `planned`, or `held`
 * @throws RunStopped where the lease is lost
 */
export async function recordPlan(
  work: RunWork,
  plan: RunPlan,
  earlier: readonly RunChangeRecord[],
  outcome: Extract<ChangeOutcome, "planned" | "held">,
): Promise<RecordedPlan> {
  const positions = new Map<WriteToDo, number>();
  const rows: RunChangeRecord[] = [];
  let position = earlier.reduce((last, change) => Math.max(last, change.position), 0);
  for (const { writes } of plan.works) {
    for (const toDo of writes) {
      position += 1;
      positions.set(toDo, position);
      rows.push(rowOfWrite(toDo.write, position, outcome));
    }
  }
  for (const problem of [...plan.problems, ...plan.unreadable]) {
    position += 1;
    rows.push(rowOfProblem(problem, position));
  }
  if (rows.length === 0 && !work.resumed) return { positions, isStored: false };

  const { context, control } = work;
  const at = context.clock.now();
  await context.database.transaction(async (trx) => {
    if (work.resumed) await settleEarlier(trx, work, plan, earlier);
    if (!(await insertChanges(trx, control.fence, rows, at))) throw new RunStopped({ kind: "lease_lost" });
  });
  return { positions, isStored: true };
}

export interface RecordedPlan {
  /** Of each write's row. */
  readonly positions: ReadonlyMap<WriteToDo, number>;
  /** False where nothing differed and nothing was in the way. */
  readonly isStored: boolean;
}

/** What an earlier attempt wrote stays, what it may have written is told as far as it is known, and the rest is planned anew. */
async function settleEarlier(trx: Trx, work: RunWork, plan: RunPlan, earlier: readonly RunChangeRecord[]): Promise<void> {
  const { context, control } = work;
  const at = context.clock.now();
  const confirmed = plan.confirmed.map(({ change, lineId }): ChangeResult => ({
    position: change.position,
    outcome: change.lineId === null ? "added" : "set",
    lineId,
    before: change.before,
    reason: null,
    detail: null,
  }));
  const unread = earlier.filter(
    (change) => (change.outcome === "planned" || change.outcome === "failed") && !plan.readIds.has(change.agreementId ?? ""),
  );
  const unknown = unread.filter((change) => change.outcome === "planned").map(notConfirmed);
  const results = [...confirmed, ...unknown];
  if (results.length > 0 && !(await saveChangeResults(trx, control.fence, results, at))) throw new RunStopped({ kind: "lease_lost" });
  await deleteChangesBut(
    trx,
    control.fence,
    unread.map((change) => change.position),
  );
  const lines = plan.confirmed.flatMap(({ change, lineId }) =>
    change.agreementId === null || change.productId === null
      ? []
      : [{ agreementId: change.agreementId, productId: change.productId, lineId, writtenQuantity: change.after }],
  );
  if (lines.length > 0) await keepLines(trx, control.fence, lines, { at, decidedBefore: work.loadedAt });
}

/** Nobody knows whether a dead worker sent it, and the agreement cannot be read now. */
function notConfirmed(change: RunChangeRecord): ChangeResult {
  return {
    position: change.position,
    outcome: "failed",
    lineId: change.lineId,
    before: change.before,
    reason: change.lineId === null ? "add_not_confirmed" : "write_not_confirmed",
    detail: null,
  };
}

function rowOfWrite(write: PlannedWrite, position: number, outcome: ChangeOutcome): RunChangeRecord {
  return {
    position,
    customerId: null,
    agreementId: write.agreementId,
    productId: write.productId,
    lineId: write.kind === "set" ? write.line.id : null,
    before: write.before,
    after: write.after,
    outcome,
    reason: null,
    detail: null,
  };
}

function rowOfProblem(problem: PlanProblem, position: number): RunChangeRecord {
  const { customerId, agreementId, productId, lineId, before, after, reason, detail } = problem;
  return { position, customerId, agreementId, productId, lineId, before, after, outcome: "skipped", reason, detail };
}
