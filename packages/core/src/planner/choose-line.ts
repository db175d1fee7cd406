import type { LocalDate } from "../domain/local-date.ts";
import type { Line } from "../provider/provider.ts";
import type { RememberedLine } from "./plan-input.ts";

export type LineChoice =
  | { readonly kind: "line"; readonly line: Line }
  | { readonly kind: "several" }
  /** None ongoing, and none was ever ours (or the partner asked for a new one). */
  | { readonly kind: "none" }
  /** None ongoing, and the one we kept is gone or cancelled. */
  | { readonly kind: "removed"; readonly left: boolean };

/** Not cancelled, or cancelled only from a later day on. */
export function isOngoing(line: Line, today: LocalDate): boolean {
  return line.cancelledOn === null || line.cancelledOn > today;
}

/**
 * Which of the lines of one product on one agreement is the one to keep.
 * @param lines every line of that product on that agreement, cancelled ones included
 */
export function chooseLine(lines: readonly Line[], remembered: RememberedLine | undefined, today: LocalDate): LineChoice {
  const ongoing = lines.filter((line) => isOngoing(line, today));
  const [first, ...others] = ongoing;
  if (first === undefined) {
    if (remembered === undefined || remembered.decision === "add_again") return { kind: "none" };
    return { kind: "removed", left: remembered.decision === "leave" };
  }
  if (others.length === 0) return { kind: "line", line: first };
  const ours = ongoing.find((line) => line.id === remembered?.lineId);
  if (ours !== undefined) return { kind: "line", line: ours };
  const effective = ongoing.filter((line) => line.effectiveOn === null || line.effectiveOn <= today);
  const [only, ...more] = effective;
  return only !== undefined && more.length === 0 ? { kind: "line", line: only } : { kind: "several" };
}
