import { findRunsOfSameWork, insertRuns, lockActiveConnections, saveRunsDueAt, type RunRecord, type Trx } from "@integrations/database";
import { enqueueMany, runJob } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

export interface StartedRun {
  readonly runId: string;
  readonly partnerId: string;
  /** It was under way, or waiting its turn, already. */
  readonly joined: boolean;
}

/** Connections whose runs are queued in one transaction. */
const PAGE = 500;

/**
 * Queues a run for every active connection at once, outside of the crontab's nights. A connection with a run under way, or
 * waiting, that does the same work keeps that one.
 */
export async function fanOutNow(context: ServiceContext): Promise<StartedRun[]> {
  const started: StartedRun[] = [];
  for (let after: string | null = null; ;) {
    const page = await context.database.transaction((trx) => fanOutPage(trx, after, context.clock.now()));
    started.push(...page.started);
    if (page.last === null) return started;
    after = page.last;
  }
}

async function fanOutPage(trx: Trx, after: string | null, at: Date): Promise<{ started: StartedRun[]; last: string | null }> {
  // Held to the end, so that whoever presses "start" meanwhile finds these runs.
  const connections = await lockActiveConnections(trx, { after, limit: PAGE });
  const joined = await findRunsOfSameWork(
    trx,
    connections.map((connection) => connection.connectionId),
  );
  const isJoined = new Set(joined.map((run) => run.connectionId));
  const added = await insertRuns(
    trx,
    connections.filter((connection) => !isJoined.has(connection.connectionId)),
    { trigger: "nightly", queuedAt: at },
  );
  const runs = [...joined, ...added];
  await wake(trx, runs, at);
  const last = connections.length < PAGE ? null : (connections.at(-1)?.connectionId ?? null);
  return { started: runs.map((run) => ({ runId: run.id, partnerId: run.partnerId, joined: isJoined.has(run.connectionId) })), last };
}

/** A run that waits for its place in the night or for its next attempt is wanted now. */
async function wake(trx: Trx, runs: readonly RunRecord[], at: Date): Promise<void> {
  const waiting = runs.filter((run) => run.status === "queued");
  const early = waiting.filter((run) => run.dueAt > at).map((run) => run.id);
  if (early.length > 0) await saveRunsDueAt(trx, early, at);
  if (waiting.length === 0) return;
  await enqueueMany(
    trx,
    runJob,
    waiting.map((run) => ({ payload: { runId: run.id } })),
  );
}
