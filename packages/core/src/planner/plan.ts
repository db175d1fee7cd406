import type { LocalDate } from "../domain/local-date.ts";
import type { Line } from "../provider/provider.ts";
import type { ReasonCode } from "../reasons/reasons.ts";

/** A write the plan asks for. There is no money in it, and no room for any. */
export type PlannedWrite = PlannedSet | PlannedAdd;

export interface PlannedSet {
  readonly kind: "set";
  readonly agreementId: string;
  readonly productId: string;
  readonly line: Line;
  readonly before: number;
  readonly after: number;
  /** The partner asked for this 0, so the guard does not count it. */
  readonly decided: boolean;
}

export interface PlannedAdd {
  readonly kind: "add";
  readonly agreementId: string;
  readonly productId: string;
  readonly before: null;
  readonly after: number;
  readonly effectiveOn: LocalDate;
}

/** Something that is not written, and why. */
export interface PlanProblem {
  readonly agreementId: string;
  /** Null where it concerns the whole agreement or customer. */
  readonly productId: string | null;
  /** Set where it concerns one customer. */
  readonly customerId: string | null;
  readonly lineId: string | null;
  /** Quantity standing there now; null where unknown or there is no line. */
  readonly before: number | null;
  /** Quantity wanted; null where unknown. */
  readonly after: number | null;
  readonly reason: ReasonCode;
  /** What the provider said, where it said something. */
  readonly detail: string | null;
}

/** The plan of one agreement. */
export interface AgreementPlan {
  readonly agreementId: string;
  readonly writes: readonly PlannedWrite[];
  readonly problems: readonly PlanProblem[];
  /** Lines to keep in mind for the next run: chosen now, and not what was remembered. */
  readonly remember: readonly LineToRemember[];
  /** Remembered lines that nobody needs to think of any more. */
  readonly forget: readonly PairKey[];
  readonly totals: PlanTotals;
}

export interface PairKey {
  readonly agreementId: string;
  readonly productId: string;
}

export interface LineToRemember extends PairKey {
  readonly lineId: string;
}

export interface PlanTotals {
  /** Lines found for the products wanted: the chosen one of each product, not the ones nobody could choose between. */
  readonly lines: number;
  /** Of these, standing above 0 and about to fall to 0. */
  readonly drops: number;
  /** Of these, right already. */
  readonly unchanged: number;
  /** Lines a partner chose to leave alone; not among `lines`. */
  readonly left: number;
}

export const NO_TOTALS: PlanTotals = { lines: 0, drops: 0, unchanged: 0, left: 0 };

export function addTotals(one: PlanTotals, other: PlanTotals): PlanTotals {
  return {
    lines: one.lines + other.lines,
    drops: one.drops + other.drops,
    unchanged: one.unchanged + other.unchanged,
    left: one.left + other.left,
  };
}
