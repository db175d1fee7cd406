import { chooseLine, isOngoing, type Line, type LocalDate, type RememberedLine } from "@integrations/core";
import type { EarlierWrite, RunChangeRecord } from "@integrations/database";

/** A write of an earlier attempt that was not recorded as done and has taken effect nevertheless. */
export interface ConfirmedWrite {
  readonly change: RunChangeRecord;
  readonly lineId: string;
}

export interface ReconcileFacts {
  readonly earlier: readonly EarlierWrite[];
  /** Every line of the agreement, as read now. */
  readonly lines: readonly Line[];
  readonly remembered: readonly RememberedLine[];
  readonly today: LocalDate;
}

/**
 * Which of the writes an earlier attempt was about to do, or did without an answer, stand at the provider now. The record then
 * tells them with the quantity that stood there before the run; all others are planned anew. What another run has done meanwhile
 * is told by that one.
 */
export function confirmedWrites(facts: ReconcileFacts): ConfirmedWrite[] {
  const confirmed: ConfirmedWrite[] = [];
  for (const change of facts.earlier) {
    if ((change.outcome !== "planned" && change.outcome !== "failed") || change.doneByAnother) continue;
    const line = lineOf(change, facts);
    if (line !== undefined && change.after !== null && line.quantity === change.after) confirmed.push({ change, lineId: line.id });
  }
  return confirmed;
}

function lineOf(change: RunChangeRecord, facts: ReconcileFacts): Line | undefined {
  if (change.lineId !== null) {
    return facts.lines.find((line) => line.id === change.lineId && isOngoing(line, facts.today));
  }
  const choice = chooseLine(
    facts.lines.filter((line) => line.productId === change.productId),
    facts.remembered.find((line) => line.productId === change.productId),
    facts.today,
  );
  return choice.kind === "line" ? choice.line : undefined;
}
