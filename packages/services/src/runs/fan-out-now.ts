import { findRunDoingSame, insertRun, listActiveConnectionIds, lockConnectionById, saveRunState } from "@integrations/database";
import { enqueue, runJob } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

export interface StartedRun {
  readonly runId: string;
  readonly partnerId: string;
  /** It was under way, or waiting its turn, already. */
  readonly joined: boolean;
}

const PAGE = 500;

/**
 * Queues a run for every active connection at once, outside of the crontab's nights. A connection with a run under way, or
 * waiting, that does the same work keeps that one.
 */
export async function fanOutNow(context: ServiceContext): Promise<StartedRun[]> {
  const started: StartedRun[] = [];
  for (let after: string | null = null; ;) {
    const ids: string[] = await listActiveConnectionIds(context.database.db, after, PAGE);
    for (const id of ids) {
      const run = await startOne(context, id);
      if (run !== undefined) started.push(run);
    }
    if (ids.length < PAGE) return started;
    after = ids.at(-1) ?? null;
  }
}

async function startOne(context: ServiceContext, connectionId: string): Promise<StartedRun | undefined> {
  const at = context.clock.now();
  return await context.database.transaction(async (trx) => {
    const connection = await lockConnectionById(trx, connectionId);
    if (connection?.status !== "active") return undefined;
    const { partnerId, providerId } = connection;
    const same = await findRunDoingSame(trx, { connectionId, preview: false, customerId: null });
    const run =
      same ??
      (await insertRun(trx, {
        partnerId,
        providerId,
        connectionId,
        trigger: "nightly",
        customerId: null,
        requestedBy: null,
        queuedAt: at,
      }));
    if (run.status === "queued") {
      if (run.dueAt > at) await saveRunState(trx, run.id, { dueAt: at });
      await enqueue(trx, runJob, { runId: run.id });
    }
    return { runId: run.id, partnerId, joined: same !== undefined };
  });
}
