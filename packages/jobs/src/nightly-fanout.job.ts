import { z } from "zod";
import { cronStamp } from "./cron-stamp.ts";
import { defineJob } from "./define-job.ts";

/** Queues one run for each active connection. Comes from the crontab only. */
export const nightlyFanoutJob = defineJob({
  name: "integration:nightly-fanout",
  payload: z.object({ _cron: cronStamp }),
  maxAttempts: 5,
  stuckAfterMs: 5 * 60_000,
  // Nights that pile up while no worker runs come down to the latest one.
  spec: () => ({ key: "nightly-fanout", ifQueued: "replace" }),
});
