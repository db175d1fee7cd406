import { z } from "zod";
import { cronStamp } from "./cron-stamp.ts";
import { defineJob } from "./define-job.ts";

/** Removes runs and given-up jobs that are past their time. Once a day, from the crontab. */
export const purgeHistoryJob = defineJob({
  name: "integration:purge-history",
  payload: z.object({ _cron: cronStamp.optional() }),
  maxAttempts: 3,
  stuckAfterMs: 60 * 60_000,
  spec: () => ({ key: "purge-history", ifQueued: "replace" }),
});
