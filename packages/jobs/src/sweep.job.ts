import { z } from "zod";
import { cronStamp } from "./cron-stamp.ts";
import { defineJob } from "./define-job.ts";

/** Takes over runs whose worker died, wakes runs nobody works on, and frees stuck jobs. Every minute, from the crontab. */
export const sweepJob = defineJob({
  name: "integration:sweep",
  payload: z.object({ _cron: cronStamp.optional() }),
  // The next one is a minute away.
  maxAttempts: 1,
  stuckAfterMs: 5 * 60_000,
  spec: () => ({ key: "sweep", ifQueued: "replace" }),
});
