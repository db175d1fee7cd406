import { Logger as QueueLogger } from "graphile-worker";
import type { Logger } from "pino";

/** The queue's own lines in the process's log. What it calls information is about every single job, and told as detail. */
export function queueLogger(logger: Logger): QueueLogger {
  const own = logger.child({ part: "queue" });
  return new QueueLogger((scope) => (level, message, meta) => {
    const fields = { ...scope, ...(meta?.["error"] === undefined ? {} : { err: meta["error"] }) };
    if (level === "error") own.error(fields, message);
    else if (level === "warning") own.warn(fields, message);
    else own.debug(fields, message);
  });
}
