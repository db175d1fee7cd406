import type { LoggedEffect, LoggedRequest } from "@integrations/connectwise-simulator";
import type { RunReport } from "@integrations/services";
import type { Expected } from "./oracle.ts";
import type { Pair } from "./vocabulary.ts";

/** All that was seen of one run, over however many attempts. */
export interface RunHistory {
  readonly runId: string;
  /** How many lines people had touched when it was first taken up. */
  readonly touchedBefore: number;
  readonly attempts: Attempt[];
}

/** One worker's attempt at a run. */
export interface Attempt {
  /** What it would do undisturbed, as things stood when it began. */
  readonly expected: Expected;
  /** Whether it may write at all. */
  readonly mayWrite: boolean;
  readonly wasInAttention: boolean;
  readonly requests: readonly LoggedRequest[];
  readonly report: RunReport | { readonly kind: "died" };
  /** Pairs whose line, agreement or product somebody touched meanwhile. */
  readonly touched: ReadonlySet<Pair>;
}

export function effectsOf({ attempts }: RunHistory): LoggedEffect[] {
  return attempts.flatMap(({ requests }) => requests.flatMap(({ effect }) => effect ?? []));
}
