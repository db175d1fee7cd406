import {
  NO_TOTALS,
  type Agreement,
  type PlannedWrite,
  type PlanProblem,
  type PlanTotals,
  type ProviderError,
  type RememberedLine,
} from "@integrations/core";
import type { ConfirmedWrite } from "./reconcile.ts";
import type { ProductsById } from "./run-job.ts";

/** What is to be written to one agreement, in order. */
export interface AgreementWork {
  readonly agreement: Agreement;
  readonly writes: readonly WriteToDo[];
}

export interface WriteToDo {
  readonly write: PlannedWrite;
  /** What was remembered of the pair when the run was loaded. */
  readonly remembered: RememberedLine | undefined;
}

/** The plan of a whole run: only what differs or is a problem, so that it stays small where little changed. */
export interface RunPlan {
  products: ProductsById;
  readonly works: AgreementWork[];
  readonly problems: PlanProblem[];
  totals: PlanTotals;
  /** Agreements looked at. */
  agreements: number;
  /** Agreements whose lines were asked for, and of these, the ones that could not be read. */
  linesAsked: number;
  readonly unreadable: PlanProblem[];
  /** Of the last of these, where waiting may help: an agreement that the keys may not see is its own trouble. */
  readError: ProviderError | undefined;
  /** Writes of earlier attempts that turned out to have taken effect. */
  readonly confirmed: ConfirmedWrite[];
  /** Agreements whose lines were read; kept only where an earlier attempt may have written to some. */
  readonly readIds: Set<string>;
}

export function emptyPlan(): RunPlan {
  return {
    products: new Map(),
    works: [],
    problems: [],
    totals: NO_TOTALS,
    agreements: 0,
    linesAsked: 0,
    unreadable: [],
    readError: undefined,
    confirmed: [],
    readIds: new Set(),
  };
}

export function countWrites(plan: RunPlan): number {
  return plan.works.reduce((sum, work) => sum + work.writes.length, 0);
}
