import { z } from "zod";

/** What the queue's crontab adds to a payload: the time the job was due, and whether it is being caught up on. */
export const cronStamp = z.object({ ts: z.iso.datetime({ offset: true }), backfilled: z.boolean() });
