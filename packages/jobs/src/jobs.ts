import { deliverNoticeJob } from "./deliver-notice.job.ts";
import { nightlyFanoutJob } from "./nightly-fanout.job.ts";
import { noticeUpkeepJob } from "./notice-upkeep.job.ts";
import { purgeHistoryJob } from "./purge-history.job.ts";
import { runJob } from "./run.job.ts";
import { sweepJob } from "./sweep.job.ts";
import { weeklyDigestJob } from "./weekly-digest.job.ts";

/** Every kind of job there is, by its name. */
export const JOBS = {
  [nightlyFanoutJob.name]: nightlyFanoutJob,
  [runJob.name]: runJob,
  [sweepJob.name]: sweepJob,
  [purgeHistoryJob.name]: purgeHistoryJob,
  [deliverNoticeJob.name]: deliverNoticeJob,
  [noticeUpkeepJob.name]: noticeUpkeepJob,
  [weeklyDigestJob.name]: weeklyDigestJob,
} as const;

export type JobName = keyof typeof JOBS;
