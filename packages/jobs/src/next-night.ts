import { parseCronItem, type TimestampDigest } from "graphile-worker";
import { nightlyFanoutJob } from "./nightly-fanout.job.ts";

const MINUTE_MS = 60_000;
/** A pattern that does not come up within a year and a day (such as February 30) never does. */
const MAX_MINUTES = 367 * 24 * 60;

/**
 * When the next night begins, by the pattern of `NIGHTLY_CRON`. Null where the pattern never comes up.
 * @param pattern five fields in UTC, checked before with `isCronPattern`
 */
export function nextNightAt(pattern: string, now: Date): Date | null {
  const { match } = parseCronItem({ task: nightlyFanoutJob.name, match: pattern });
  const first = Math.floor(now.getTime() / MINUTE_MS) + 1;
  for (let minute = first; minute < first + MAX_MINUTES; minute += 1) {
    const at = new Date(minute * MINUTE_MS);
    if (match(digestOf(at))) return at;
  }
  return null;
}

function digestOf(at: Date): TimestampDigest {
  return { min: at.getUTCMinutes(), hour: at.getUTCHours(), date: at.getUTCDate(), month: at.getUTCMonth() + 1, dow: at.getUTCDay() };
}
