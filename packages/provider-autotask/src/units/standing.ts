import type { LocalDate } from "@integrations/core";
import type { DatePolicy } from "../definition/fields.ts";
import { addDays, earlierOf } from "./days.ts";
import { effectiveDateOf, type ContractTerm, type Known } from "./effective-date.ts";
import { sliceAt, type Slice } from "./slices.ts";

/** Where a line stands, and what a change of its units would have to look like. */
export type Standing =
  | {
      readonly kind: "open";
      /** Units from the effective date on, everything settled by then included. */
      readonly units: number;
      /** First day the line counts at all, where that is still to come. */
      readonly startsOn: LocalDate | null;
      readonly change: PossibleChange | null;
    }
  /** Its last row is over, and none follows. */
  | { readonly kind: "ended"; readonly units: number; readonly cancelledOn: LocalDate }
  /** The rows at hand do not tell; all of them will. */
  | { readonly kind: "unknown" };

/** Null in a standing where the contract has no day left for a change. */
export interface PossibleChange {
  /** First day an adjustment may have. */
  readonly from: LocalDate;
  /** Last day one may have. */
  readonly until: LocalDate;
  /** A change somebody dated further ahead, which an adjustment now would be mixed up with. */
  readonly pending: { readonly on: LocalDate; readonly units: number } | null;
}

/**
 * The units that count for a comparison are those at the effective date, not today's: a change dated ahead would otherwise be found
 * missing, and posted again, every night until its day comes. To these come the corrections that had to be dated some days
 * later, since a day takes one adjustment only; a change a person dated within those days counts as settled all the same.
 *
 * @param rows of one line, by their first day
 * @param known which rows these are
 */
export function standingOf(
  slices: readonly Slice[],
  options: { readonly term: ContractTerm; readonly policy: DatePolicy; readonly asOf: LocalDate; readonly known: Known },
): Standing {
  const { term, policy, asOf, known } = options;
  const last = slices.at(-1);
  if (last === undefined && known !== "all") return { kind: "unknown" };
  if (last !== undefined && last.endsOn < asOf) {
    return known === "all" ? { kind: "ended", units: last.units, cancelledOn: addDays(last.endsOn, 1) } : { kind: "unknown" };
  }
  if (known !== "all" && sliceAt(slices, asOf) === undefined) return { kind: "unknown" };

  const date = effectiveDateOf(slices, term, policy, asOf, known);
  if (date.kind === "unknown") return date;
  const first = slices[0];
  const startsOn = first !== undefined && first.startsOn > asOf ? first.startsOn : null;
  if (date.kind === "none") return { kind: "open", units: sliceAt(slices, asOf)?.units ?? last?.units ?? 0, startsOn, change: null };
  if (known !== "all" && date.settledUntil > known.until) return { kind: "unknown" };

  const base = sliceAt(slices, date.on) ?? slices.findLast((slice) => slice.startsOn <= date.on);
  let units = base?.units ?? 0;
  let since = date.on;
  let pending: PossibleChange["pending"] = null;
  for (const slice of slices.filter((each) => each.startsOn > date.on)) {
    if (slice.units === units) continue;
    if (slice.startsOn > date.settledUntil) {
      pending = { on: slice.startsOn, units: slice.units };
      break;
    }
    units = slice.units;
    since = slice.startsOn;
  }
  const isTaken = since > date.on || isAdjustmentOn(slices, date.on);
  const from = isTaken ? addDays(since, 1) : since;
  const until = earlierOf(date.settledUntil, term.endsOn);
  return { kind: "open", units, startsOn, change: from > until ? null : { from, until, pending } };
}

/** Whether the row that begins on this day certainly came from an adjustment: its units are not those of the row before. */
function isAdjustmentOn(slices: readonly Slice[], day: LocalDate): boolean {
  const index = slices.findIndex((slice) => slice.startsOn === day);
  const before = slices[index - 1];
  return before !== undefined && before.units !== slices[index]?.units;
}
