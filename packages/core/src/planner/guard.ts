import type { PlanTotals } from "./plan.ts";

/** When a run is held: at least this many lines and at least this share of the lines found would fall to 0. */
export interface GuardThresholds {
  readonly minLines: number;
  /** Between 0 and 1. */
  readonly minShare: number;
}

export const DEFAULT_GUARD: GuardThresholds = { minLines: 5, minShare: 0.3 };

/** Whether the plan looks like a broken count rather than like customers leaving. */
export function isMassDrop(totals: PlanTotals, thresholds: GuardThresholds): boolean {
  // Compared without dividing: a share such as 0.3 of 20 lines must count 6 of 20 as reached.
  return totals.drops > 0 && totals.drops >= thresholds.minLines && totals.drops >= roundShare(thresholds.minShare * totals.lines);
}

function roundShare(lines: number): number {
  return Math.round(lines * 1e6) / 1e6;
}
