import type { Result, Target } from "../rows/row.ts";

export function isMet({ ratio, target }: Pick<Result, "ratio" | "target">): boolean {
  if (!Number.isFinite(ratio)) return false;
  return ratio >= (target.atLeast ?? -Infinity) && ratio <= (target.atMost ?? Infinity);
}

export function targetText({ atLeast, atMost }: Target): string {
  return [atLeast === undefined ? "" : `>= ${atLeast}`, atMost === undefined ? "" : `<= ${atMost}`]
    .filter((text) => text !== "")
    .join(", ");
}
