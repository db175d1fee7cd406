import { isDeepStrictEqual } from "node:util";
import type { PersonEdits } from "@integrations/connectwise-simulator";
import type { RunView } from "@integrations/services";
import type { ModelWorld } from "./model-world.ts";
import type { UnfinishedRun } from "./observe.ts";
import { keptLinesOf } from "./observe.ts";
import type { Expected } from "./oracle.ts";
import type { Attempt } from "./run-history.ts";
import { pairOf, type Pair } from "./vocabulary.ts";

/** Everything at ConnectWise and in the platform's memory that a run may change. */
export interface Standing {
  /** By id: `agreementId/productId quantity`. */
  readonly lines: ReadonlyMap<string, string>;
  /** By pair: line and decision. */
  readonly kept: ReadonlyMap<Pair, string>;
}

export async function standingOf(world: ModelWorld): Promise<Standing> {
  const kept = await keptLinesOf(world);
  return {
    lines: linesOf(world.psa),
    kept: new Map(kept.map((line) => [pairOf(line.agreementId, line.productId), `${line.lineId} ${line.decision ?? "-"}`])),
  };
}

function linesOf(psa: PersonEdits): Map<string, string> {
  return new Map(
    psa
      .allLines()
      .map((line) => [String(line.id), `${pairOf(line.agreementId, line.productId)} ${line.quantity} ${line.cancelledDate ?? ""}`]),
  );
}

/**
 * What must hold for a run that was taken up for the first time and that nothing disturbed: it does, tells and remembers exactly
 * what the model says.
 */
export function breachesOfPlainRun(
  { isPreview, isReleased }: UnfinishedRun,
  { expected, requests }: Attempt,
  seen: { readonly view: RunView; readonly before: Standing; readonly after: Standing },
): string[] {
  const isHeld = expected.massDrop && !isPreview && !isReleased;
  const writes = requests.filter(({ method }) => method !== "GET");
  const outcome = isPreview ? "planned" : isHeld ? "held" : undefined;
  const isWriting = outcome === undefined;
  const toLookAt = expected.problems.filter((problem) => !expected.chosen.has(problem));
  const problemsTold = toLookAt.length + (isHeld ? expected.writes.size : 0);
  return [
    ...differs("status", seen.view.status, isHeld ? "held" : problemsTold > 0 ? "succeeded_with_problems" : "succeeded"),
    ...differs("what is told", told(seen.view), toldOf(expected, outcome)),
    ...differs("what is counted", countsOf(seen.view), expected.counts),
    ...differs("the number of writes", writes.length, isWriting ? expected.writes.size : 0),
    ...differs("the lines", ...lineChanges(expected, seen, isWriting)),
    ...differs("what is remembered", ...memories(expected, seen, { isPreview, isWriting })),
  ];
}

function differs(what: string, is: unknown, should: unknown): string[] {
  return isDeepStrictEqual(is, should) ? [] : [`In a run that nothing disturbed, ${what}: ${show(is)} instead of ${show(should)}`];
}

function show(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...value] : value);
}

function told(view: RunView): string[] {
  return view.changes
    .map(({ agreementId, productId, customerId, before, after, outcome, reason }) => {
      if (productId === null) return `${agreementId}/${customerId ?? "all"} ${reason}`;
      return `${agreementId}/${productId} ${before ?? "-"}>${after ?? "-"} ${reason ?? outcome}`;
    })
    .toSorted();
}

function toldOf({ writes, problems }: Expected, outcome: "planned" | "held" | undefined): string[] {
  const written = [...writes].map(([pair, write]) =>
    write.kind === "set" ? `${pair} ${write.before}>${write.after} ${outcome ?? "set"}` : `${pair} ->${write.after} ${outcome ?? "added"}`,
  );
  return [...written, ...problems].toSorted();
}

function countsOf({ counts: { agreements, lines, unchanged, left } }: RunView): Expected["counts"] {
  return { agreements, lines, unchanged, left };
}

/** Of the lines, those that are there now; and those that should be, where a new one may have any id. */
function lineChanges(expected: Expected, seen: { before: Standing; after: Standing }, isWriting: boolean): [string[], string[]] {
  const isNew = (id: string): boolean => !seen.before.lines.has(id);
  const is = [...seen.after.lines].map(([id, line]) => `${isNew(id) ? "new" : id}: ${line}`);
  const sets = new Map<string, string>();
  const added: string[] = [];
  for (const [pair, write] of isWriting ? expected.writes : []) {
    if (write.kind === "set") sets.set(write.lineId, `${pair} ${write.after} `);
    else added.push(`new: ${pair} ${write.after} `);
  }
  const kept = [...seen.before.lines].map(([id, line]) => {
    const end = line.split(" ")[2] ?? "";
    return `${id}: ${sets.has(id) ? `${sets.get(id)}${end}` : line}`;
  });
  return [is.toSorted(), [...kept, ...added].toSorted()];
}

/** A line that is written is remembered once it was; a preview remembers nothing. */
function memories(
  expected: Expected,
  seen: { before: Standing; after: Standing },
  { isPreview, isWriting }: { readonly isPreview: boolean; readonly isWriting: boolean },
): [string[], string[]] {
  const { before, after } = seen;
  const should = new Map(isPreview ? before.kept : expected.kept);
  for (const pair of isWriting ? [] : expected.writes.keys()) {
    const was = before.kept.get(pair);
    if (was === undefined) should.delete(pair);
    else should.set(pair, was);
  }
  const known = new Set(before.lines.keys());
  const list = (kept: ReadonlyMap<Pair, string>): string[] =>
    [...kept]
      .map(([pair, line]) => `${pair} ${known.has(line.split(" ")[0] ?? "") || before.kept.get(pair) === line ? line : "new -"}`)
      .toSorted();
  return [list(after.kept), list(should)];
}
