import type { LocalDate } from "@integrations/core";
import type { DatePolicy } from "../definition/fields.ts";
import { addDays, addMonths } from "./days.ts";
import { sliceAt, type Slice } from "./slices.ts";

/** Days of a contract; either end may be unknown. */
export interface ContractTerm {
  readonly startsOn: LocalDate | null;
  readonly endsOn: LocalDate | null;
}

/** Which rows of a line are at hand: all of them, or those that touch these days. */
export type Known = "all" | { readonly from: LocalDate; readonly until: LocalDate };

/** The day from which a change of units is to count by the connection's date policy. */
export type EffectiveDate =
  | {
      readonly kind: "date";
      readonly on: LocalDate;
      /** Until this day, other changes are taken for settled, ours of before among them; see `standingOf`. */
      readonly settledUntil: LocalDate;
    }
  /** The contract has no such day any more. */
  | { readonly kind: "none" }
  /** The rows at hand do not tell; all of them will. */
  | { readonly kind: "unknown" };

/**
 * A day can take one adjustment of a line (C). What has to be corrected once more on the same day is dated the day after it,
 * and so on; this many days are looked at for such corrections. Where the day stays the same for a whole period, there may be one
 * each night.
 */
const SETTLED_AFTER_DAYS = 7;
const SETTLED_AFTER_PERIOD_DAYS = 31;

/**
 * Periods are taken from the rows, which begin anew with each: the period types of contracts and services are not needed, and
 * their numbers may differ from site to site. Only a row that begins on a border of the calendar counts as one, since an
 * adjustment opens a row of its own in the middle.
 * @param slices of one line, at least one of which ends on that day or later
 */
export function effectiveDateOf(
  slices: readonly Slice[],
  term: ContractTerm,
  policy: DatePolicy,
  asOf: LocalDate,
  known: Known,
): EffectiveDate {
  const first = slices[0];
  if (first === undefined || (known === "all" && first.startsOn > asOf)) {
    // Nothing counts yet: the change is part of the beginning.
    return dated(first?.startsOn ?? asOf, SETTLED_AFTER_DAYS, term);
  }
  if (policy === "today") return dated(asOf, SETTLED_AFTER_DAYS, term);
  const covering = sliceAt(slices, asOf);
  if (covering === undefined) return known === "all" ? dated(asOf, SETTLED_AFTER_DAYS, term) : { kind: "unknown" };
  if (policy === "this_period") {
    const began = periodBegin(slices, term, asOf);
    if (began === undefined && known !== "all") return { kind: "unknown" };
    const begin = began ?? first;
    if (!begin.isPosted && !covering.isPosted) {
      return dated(begin.startsOn, SETTLED_AFTER_DAYS + daysBetween(begin.startsOn, asOf), term);
    }
  }
  const next = slices.find((slice) => slice.startsOn > asOf && isBorder(slice.startsOn, term));
  if (next !== undefined) return dated(next.startsOn, SETTLED_AFTER_PERIOD_DAYS, term);
  return known === "all" ? { kind: "none" } : { kind: "unknown" };
}

/** The first day of a line that is new, by the period type of its service (C: 2 monthly, 3 quarterly, 4 semi-annual, 5 yearly). */
export function firstDayOf(
  policy: DatePolicy,
  term: ContractTerm,
  periodType: number | string | null | undefined,
  asOf: LocalDate,
): EffectiveDate {
  if (policy === "today") return dated(asOf, SETTLED_AFTER_DAYS, term);
  const months = PERIOD_MONTHS[String(periodType ?? "")];
  if (term.startsOn === null || months === undefined) return { kind: "unknown" };
  if (term.startsOn > asOf) return dated(term.startsOn, SETTLED_AFTER_DAYS, term);
  let periods = 0;
  while (addMonths(term.startsOn, (periods + 1) * months) <= asOf) periods += 1;
  const begin = addMonths(term.startsOn, (policy === "this_period" ? periods : periods + 1) * months);
  return dated(begin, SETTLED_AFTER_PERIOD_DAYS, term);
}

const PERIOD_MONTHS: Readonly<Record<string, number>> = { "2": 1, "3": 3, "4": 6, "5": 12 };

function dated(day: LocalDate, settledAfterDays: number, { startsOn, endsOn }: ContractTerm): EffectiveDate {
  const on = startsOn !== null && startsOn > day ? startsOn : day;
  if (endsOn !== null && on > endsOn) return { kind: "none" };
  return { kind: "date", on, settledUntil: addDays(on, settledAfterDays) };
}

function periodBegin(slices: readonly Slice[], term: ContractTerm, asOf: LocalDate): Slice | undefined {
  return slices.findLast((slice) => slice.startsOn <= asOf && isBorder(slice.startsOn, term));
}

/** The first of a month, or the day of the month the contract began on. */
function isBorder(day: LocalDate, { startsOn }: ContractTerm): boolean {
  if (day.endsWith("-01")) return true;
  if (startsOn === null) return false;
  const months = (Number(day.slice(0, 4)) - Number(startsOn.slice(0, 4))) * 12 + Number(day.slice(5, 7)) - Number(startsOn.slice(5, 7));
  return addMonths(startsOn, months) === day;
}

function daysBetween(first: LocalDate, second: LocalDate): number {
  return Math.max(0, Math.round((Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000));
}
