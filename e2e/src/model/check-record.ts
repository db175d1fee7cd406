import type { LoggedEffect } from "@integrations/connectwise-simulator";
import { isRunOver } from "@integrations/core";
import type { RunView } from "@integrations/services";
import { effectsOf, type RunHistory } from "./run-history.ts";
import { pairOf, type Pair } from "./vocabulary.ts";

type Change = RunView["changes"][number];

/**
 * Whether a run's record tells what ConnectWise has seen of it: every effect is told, and nothing is told that was not.
 * @param touched lines that people touched while the run lasted, about which the record may know less
 */
export function breachesOfRecord(run: RunView, history: RunHistory, touched: ReadonlySet<Pair>): string[] {
  const effects = Map.groupBy(effectsOf(history), (effect) => pairOf(effect.agreementId, effect.productId));
  const changes = Map.groupBy(run.changes, (change) => pairOf(change.agreementId ?? "", change.productId ?? ""));
  return [
    ...breachesOfCounts(run),
    ...[...effects].flatMap(([pair, seen]) => (touched.has(pair) ? [] : untold(pair, seen, changes.get(pair) ?? []))),
    ...run.changes.flatMap((change) => {
      const pair = pairOf(change.agreementId ?? "", change.productId ?? "");
      return touched.has(pair) ? [] : invented(change, effects.get(pair) ?? []);
    }),
  ];
}

function breachesOfCounts(run: RunView): string[] {
  const rows = Map.groupBy(run.changes, (change) => change.outcome);
  const wrong = (["set", "added", "skipped", "failed", "held", "planned"] as const).filter(
    (outcome) => run.counts[outcome] !== (rows.get(outcome)?.length ?? 0),
  );
  const open = run.trigger !== "preview" && isRunOver(run.status) ? (rows.get("planned") ?? []) : [];
  return [
    ...wrong.map((outcome) => `The run counts ${run.counts[outcome]} ${outcome}, and tells of ${rows.get(outcome)?.length ?? 0}.`),
    ...open.map((change) => `${change.agreementId}/${change.productId} is still planned in a run that is over.`),
  ];
}

function untold(pair: Pair, seen: readonly LoggedEffect[], changes: readonly Change[]): string[] {
  const last = seen.findLast((effect) => effect.stored);
  if (last === undefined) return [];
  const isTold = changes.some(
    ({ outcome, after, lineId }) =>
      outcome === "failed" ||
      ((outcome === "set" || outcome === "added") && after === last.quantityAfter && lineId === String(last.additionId)),
  );
  return isTold ? [] : [`${pair} was written (${last.quantityBefore}>${last.quantityAfter}), and the record does not tell it.`];
}

function invented(change: Change, seen: readonly LoggedEffect[]): string[] {
  const { outcome, before, after, lineId } = change;
  if (outcome !== "set" && outcome !== "added") return [];
  const told = `${change.agreementId}/${change.productId} ${before ?? "-"}>${after ?? "-"} ${outcome}`;
  const own = seen.filter((effect) => effect.quantityAfter === after && String(effect.additionId) === lineId);
  if (own.length === 0) return [`The record tells ${told}, which ConnectWise has not seen.`];
  const kind = outcome === "set" ? "updated" : "created";
  // One of them: a write that was repeated finds what the first one left, and a late one takes effect after it.
  const isSo = own.some(
    (effect) => effect.kind === kind && (outcome === "added" ? before === null : (effect.quantityBefore ?? 0) === before),
  );
  return isSo
    ? []
    : [
        `The record tells ${told}, but ConnectWise has seen ${own.map((effect) => `${effect.kind} from ${effect.quantityBefore}`).join(", ")}.`,
      ];
}
