import type { Run } from "./change-words.ts";

/** How far a run is: it reads all agreements first, then writes. Undefined before it is known how much there is to do. */
export function runProgress({
  agreementsTotal,
  agreementsRead,
  writesTotal,
  writesDone,
}: Run["progress"]): { readonly phase: "reading" | "writing"; readonly done: number; readonly total: number } | undefined {
  if (writesTotal > 0) return { phase: "writing", done: writesDone, total: writesTotal };
  if (agreementsTotal > 0) return { phase: "reading", done: agreementsRead, total: agreementsTotal };
  return undefined;
}
