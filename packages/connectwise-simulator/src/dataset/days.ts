import { wireDay } from "../wire/wire-time.ts";

const DAY_MS = 86_400_000;

/** Midnight UTC, so many days after this day. */
export function daysAfter(today: Date, days: number): string {
  return wireDay(new Date(today.getTime() + days * DAY_MS));
}

/** The first of the month, so many months after this day's. */
export function firstOfMonth(today: Date, months: number): string {
  return wireDay(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1)));
}
