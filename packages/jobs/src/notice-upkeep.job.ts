import { z } from "zod";
import { cronStamp } from "./cron-stamp.ts";
import { defineJob } from "./define-job.ts";

/** Sees to it that no notice is forgotten, and tells of connections that stand still. From the crontab. */
export const noticeUpkeepJob = defineJob({
  name: "integration:notice-upkeep",
  payload: z.object({ _cron: cronStamp.optional() }),
  maxAttempts: 1,
  stuckAfterMs: 5 * 60_000,
  spec: () => ({ key: "notice-upkeep", ifQueued: "replace" }),
});
