import { parseCronItem, parseCronItems, type CronItem, type ParsedCronItem } from "graphile-worker";
import { NIGHT_BACKFILL_MS } from "./night.ts";
import { nightlyFanoutJob } from "./nightly-fanout.job.ts";
import { noticeUpkeepJob } from "./notice-upkeep.job.ts";
import { purgeHistoryJob } from "./purge-history.job.ts";
import { sweepJob } from "./sweep.job.ts";
import { weeklyDigestJob } from "./weekly-digest.job.ts";

export const DEFAULT_NIGHTLY_CRON = "0 2 * * *";

export interface CrontabOptions {
  /** Five fields in UTC; `NIGHTLY_CRON`. */
  readonly nightlyCron: string;
}

/**
 * What the workers do by the clock. Any number of them may hold it: the queue adds each occurrence once.
 *
 * The identifiers are stored by the queue and say what was last done, so they never change, not even with the pattern.
 */
export function crontab({ nightlyCron }: CrontabOptions): ParsedCronItem[] {
  return parseCronItems([
    item("nightly", nightlyFanoutJob, nightlyCron, NIGHT_BACKFILL_MS),
    // A minute missed is made good by the next one.
    item("sweep", sweepJob, "* * * * *", 0),
    item("purge-history", purgeHistoryJob, "30 12 * * *", NIGHT_BACKFILL_MS),
    item("notice-upkeep", noticeUpkeepJob, "*/10 * * * *", 0),
    // Monday, when the week's nights are over all around the world.
    item("weekly-digest", weeklyDigestJob, "0 12 * * 1", NIGHT_BACKFILL_MS),
  ]);
}

export function isCronPattern(pattern: string): boolean {
  try {
    parseCronItem({ task: nightlyFanoutJob.name, match: pattern });
    return true;
  } catch {
    return false;
  }
}

type CronJob = typeof nightlyFanoutJob | typeof sweepJob | typeof purgeHistoryJob | typeof noticeUpkeepJob | typeof weeklyDigestJob;

function item(identifier: string, job: CronJob, match: string, backfillPeriod: number): CronItem {
  // The crontab is the one way in that does not pass `enqueue`, so the job's limits are told to the queue here.
  const { key } = job.spec({ _cron: { ts: new Date(0).toISOString(), backfilled: false } });
  return {
    identifier,
    task: job.name,
    match,
    options: { backfillPeriod, maxAttempts: job.maxAttempts, ...(key === undefined ? {} : { jobKey: key, jobKeyMode: "replace" }) },
  };
}
