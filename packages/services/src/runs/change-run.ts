import { isRunOver } from "@integrations/core";
import {
  countOutcomes,
  findRun,
  lockConnectionById,
  lockRun,
  saveRunCounts,
  saveRunState,
  settlePlannedChangesOf,
  type ConnectionRecord,
  type RunRecord,
  type Trx,
} from "@integrations/database";
import { enqueue, runJob } from "@integrations/jobs";
import { recordAudit } from "../audit/record-audit.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { isUuid, noSuchRun } from "./view-runs.ts";

/**
 * Lets a held run go: it keeps its id, reads everything afresh and is not held again.
 * @throws Refusal `not_found`, `run_finished`, `run_not_held`, or why the connection cannot be worked with
 */
export async function releaseRun(context: ServiceContext, scope: PartnerScope, runId: string): Promise<{ runId: string }> {
  const at = context.clock.now();
  return await withRun(context, scope, runId, async ({ trx, run, connection }) => {
    if (isRunOver(run.status)) throw new Refusal("run_finished");
    // Letting it go twice is letting it go once.
    if (run.status !== "held" && run.releasedAt === null) throw new Refusal("run_not_held");
    if (run.status === "held") {
      if (connection === undefined) throw new Refusal("not_enabled");
      if (connection.status === "paused") throw new Refusal("connection_paused");
      if (connection.status === "attention") throw new Refusal("connection_attention");
      await saveRunState(trx, run.id, { status: "queued", reason: null, dueAt: at, releasedAt: at });
      await enqueue(trx, runJob, { runId: run.id });
      await recordAct(trx, scope, run, "run.released", at);
    }
    return { runId: run.id };
  });
}

/**
 * Drops a run: one that waits or is held at once, one that is running before its next write.
 * @throws Refusal `not_found`, `run_finished`
 */
export async function cancelRun(context: ServiceContext, scope: PartnerScope, runId: string): Promise<{ runId: string }> {
  const at = context.clock.now();
  return await withRun(context, scope, runId, async ({ trx, run }) => {
    if (isRunOver(run.status)) throw new Refusal("run_finished");
    if (run.status === "running") {
      if (run.cancelRequestedAt === null) await saveRunState(trx, run.id, { cancelRequestedAt: at });
    } else {
      await saveRunState(trx, run.id, { status: "cancelled", reason: "run_cancelled", finishedAt: at });
      const reason = { set: "run_cancelled", add: "run_cancelled" } as const;
      await settlePlannedChangesOf(trx, run.id, { outcome: "skipped", reason, detail: null, at });
      if (run.startedAt !== null) await saveRunCounts(trx, run.id, { ...run.counts, ...(await countOutcomes(trx, run.id)) });
    }
    if (run.cancelRequestedAt === null) await recordAct(trx, scope, run, "run.cancelled", at);
    return { runId: run.id };
  });
}

interface LockedRun {
  readonly trx: Trx;
  readonly run: RunRecord;
  /** The connection it belongs to, where that is still there. */
  readonly connection: ConnectionRecord | undefined;
}

async function withRun<Result>(
  context: ServiceContext,
  scope: PartnerScope,
  runId: string,
  work: (locked: LockedRun) => Promise<Result>,
): Promise<Result> {
  const partnerId = scope.partner.id;
  return await context.database.asPartner(partnerId, async (trx) => {
    const found = isUuid(runId) ? await findRun(trx, partnerId, runId) : undefined;
    if (found === undefined) throw noSuchRun();
    // The connection first, as everybody does who holds both.
    const connection = await lockConnectionById(trx, found.connectionId);
    const run = await lockRun(trx, partnerId, runId);
    if (run === undefined) throw noSuchRun();
    return await work({ trx, run, connection });
  });
}

async function recordAct(trx: Trx, scope: PartnerScope, run: RunRecord, action: "run.released" | "run.cancelled", at: Date): Promise<void> {
  const facts = { providerId: run.providerId, runId: run.id, status: run.status };
  await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action, facts, at });
}
