import { z } from "zod";
import { cronStamp } from "./cron-stamp.ts";
import { defineJob } from "./define-job.ts";

/** Puts the week's digest of every partner into the outbox. Once a week, from the crontab only. */
export const weeklyDigestJob = defineJob({
  name: "integration:weekly-digest",
  payload: z.object({ _cron: cronStamp }),
  maxAttempts: 5,
  stuckAfterMs: 15 * 60_000,
  spec: () => ({ key: "weekly-digest", ifQueued: "replace" }),
});
