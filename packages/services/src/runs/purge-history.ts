import { deleteRunsBefore } from "@integrations/database";
import { deleteGivenUpJobs } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A good year: invoices are disputed long after they were written. */
const RUNS_KEPT_MS = 400 * DAY_MS;
const GIVEN_UP_JOBS_KEPT_MS = 14 * DAY_MS;
const CHUNK = 500;

/** Removes what is past its time, a bit at a time. Audit events stay. @returns how many of each were removed */
export async function purgeHistory(context: ServiceContext, signal: AbortSignal): Promise<{ runs: number; jobs: number }> {
  const { database, clock, logger } = context;
  const now = clock.now().getTime();
  let runs = 0;
  for (;;) {
    signal.throwIfAborted();
    const removed = await deleteRunsBefore(database.db, new Date(now - RUNS_KEPT_MS), CHUNK);
    runs += removed;
    if (removed < CHUNK) break;
  }
  const jobs = await deleteGivenUpJobs(database.db, new Date(now - GIVEN_UP_JOBS_KEPT_MS));
  logger.info({ runs, jobs }, "history purged");
  return { runs, jobs };
}
