import type { LocalDate } from "@integrations/core";

export function addDays(day: LocalDate, days: number): LocalDate {
  const time = new Date(`${day}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return time.toISOString().slice(0, 10);
}

/** The same day of another month, or that month's last day where it is shorter. */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

export function earlierOf(first: LocalDate, second: LocalDate | null): LocalDate {
  return second !== null && second < first ? second : first;
}
