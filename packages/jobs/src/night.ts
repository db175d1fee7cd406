import { localDateAt, type LocalDate } from "@integrations/core";

const HOUR_MS = 3_600_000;

/**
 * How far back a night is caught up on after no worker ran. Below 24 hours, so that a longer downtime yields the latest
 * night and not one for each day: the later one would set the same quantities anyway.
 */
export const NIGHT_BACKFILL_MS = 23 * HOUR_MS;

/** The night a due time of the crontab counts for: its day in UTC. Several due times in one day share it. */
export function nightOf(dueAt: Date): LocalDate {
  return localDateAt(dueAt, "UTC");
}

/** Whether the next night is due by now, so that this one need not be begun any more. */
export function isFanoutTooLate(dueAt: Date, now: Date): boolean {
  return now.getTime() - dueAt.getTime() >= 24 * HOUR_MS;
}
