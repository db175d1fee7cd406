/** A calendar day without a time, `YYYY-MM-DD`. Compares as a string. */
export type LocalDate = string;

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}(?!\d)/;

/** The day it is at this instant in an IANA time zone, such as `Europe/Berlin`. */
export function localDateAt(instant: Date, timeZone: string): LocalDate {
  const parts = formatter(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** The day an ISO date or date-time names, as written: no time zone is applied. Null where the text is no date. */
export function localDateOf(text: string | null | undefined): LocalDate | null {
  const day = text == null ? undefined : LOCAL_DATE.exec(text)?.[0];
  return day !== undefined && isRealDay(day) ? day : null;
}

export function laterOf(first: LocalDate, second: LocalDate | null): LocalDate {
  return second !== null && second > first ? second : first;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    formatter(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** By the calendar itself, since `Date.parse` takes February 30 for March 2. */
function isRealDay(day: LocalDate): boolean {
  const [year, month, ofMonth] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  if (month < 1 || month > 12 || ofMonth < 1) return false;
  return ofMonth <= 28 || ofMonth <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formatters.set(timeZone, found);
  }
  return found;
}
