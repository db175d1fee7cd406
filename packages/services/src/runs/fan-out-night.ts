import { insertNightRuns } from "@integrations/database";
import { enqueueMany, isFanoutTooLate, nightOf, runJob, spreadDelayMs } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

export interface FanOutOptions {
  /** When the crontab wanted it; tells the night. */
  readonly dueAt: Date;
  /** Runs are spread over this time from now on; `NIGHTLY_WINDOW_MINUTES`. */
  readonly windowMinutes: number;
}

const CHUNK = 1000;

/**
 * Queues the night's run for every active connection, each at its own place in the window. Done again, it adds what is missing and
 * no more: a connection has one run per night.
 * @returns how many runs were queued
 */
export async function fanOutNight(context: ServiceContext, options: FanOutOptions): Promise<{ night: string; queued: number }> {
  const now = context.clock.now();
  const night = nightOf(options.dueAt);
  let queued = 0;
  if (isFanoutTooLate(options.dueAt, now)) return { night, queued };
  for (let after: string | null = null; ;) {
    const dueAtOf = (connectionId: string): Date => new Date(now.getTime() + spreadDelayMs(connectionId, night, options.windowMinutes));
    const chunk = await context.database.transaction(async (trx) => {
      const page = await insertNightRuns(trx, { night, after, limit: CHUNK, queuedAt: now, dueAtOf });
      if (page.runs.length > 0) {
        await enqueueMany(
          trx,
          runJob,
          page.runs.map((run) => ({ payload: { connectionId: run.connectionId, night }, runAt: dueAtOf(run.connectionId) })),
        );
      }
      return page;
    });
    queued += chunk.runs.length;
    if (chunk.last === null) break;
    after = chunk.last;
  }
  context.logger.info({ night, queued }, "night fanned out");
  return { night, queued };
}
