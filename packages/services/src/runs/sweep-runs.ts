import { cancelRunsWithoutConnection, listLivingRuns, listLostRuns } from "@integrations/database";
import { enqueueMany, NIGHTLY_PRIORITY, nightRunKey, releaseStuckJobs, runJob, runKey } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

/** A job that was due this long ago should have begun; where all workers are busy, one more in the queue does no harm. */
const OVERDUE_MS = 2 * 60_000;
const MOST_AT_ONCE = 1000;

export interface SweepReport {
  /** Runs whose worker died, and runs that nobody had a job for. */
  readonly woken: number;
  /** Runs that waited for a connection which is gone. */
  readonly cancelled: number;
  /** Jobs whose worker died. */
  readonly released: number;
}

/** Sees to it that no run is forgotten: called every minute by whichever worker comes first. */
export async function sweepRuns(context: ServiceContext): Promise<SweepReport> {
  const { database, clock, logger } = context;
  const now = clock.now();
  const cancelled = await cancelRunsWithoutConnection(database.db, now);
  const dueBefore = new Date(now.getTime() - OVERDUE_MS);
  const lost = await listLostRuns(database.db, { now, dueBefore, limit: MOST_AT_ONCE });
  if (lost.length > 0) {
    const items = lost.map(({ runId, isNightly }) => ({ payload: { runId }, ...(isNightly ? { priority: NIGHTLY_PRIORITY } : {}) }));
    await database.transaction((trx) => enqueueMany(trx, runJob, items));
  }
  const living = await listLivingRuns(database.db, now);
  const exceptKeys = living.flatMap((run) => [
    runKey(run.runId),
    ...(run.night === null ? [] : [nightRunKey(run.connectionId, run.night)]),
  ]);
  const released = (await releaseStuckJobs(database.db, { now, exceptKeys })).length;
  const report = { woken: lost.length, cancelled, released };
  if (lost.length + cancelled + released > 0)
    logger.info({ ...report, runIds: lost.slice(0, 20).map((run) => run.runId) }, "sweep found runs nobody worked on");
  return report;
}
