import { z } from "zod";
import { defineJob } from "./define-job.ts";

/**
 * A notice whose receivers are to be found, or one delivery that is due. The rows are the truth: a job too many does no harm, and
 * one too few is made good by the upkeep. When a delivery is tried again stands in its row too.
 */
export const deliverNoticeJob = defineJob({
  name: "integration:deliver-notice",
  payload: z.union([z.object({ deliveryId: z.guid() }), z.object({ noticeId: z.guid() })]),
  // For a database that went away; a receiver that does is no failure of the job.
  maxAttempts: 4,
  stuckAfterMs: 5 * 60_000,
  spec: (payload) => ({
    key: "deliveryId" in payload ? `delivery:${payload.deliveryId}` : `notice:${payload.noticeId}`,
    ifQueued: "replace",
  }),
});
