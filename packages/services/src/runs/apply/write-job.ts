import type { Agreement, PlannedAdd, PlannedSet, ProviderError, RememberedLine } from "@integrations/core";
import type { ProductsById, RunWork } from "../execute/run-job.ts";
import type { WriteResult } from "./outcome-recorder.ts";

/** One write to do, with all that is needed to look at its pair again. */
export interface WriteJob<Write extends PlannedSet | PlannedAdd = PlannedSet | PlannedAdd> {
  readonly work: RunWork;
  readonly write: Write;
  /** Of its row in the run's record. */
  readonly position: number;
  readonly agreement: Agreement;
  readonly products: ProductsById;
  readonly remembered: RememberedLine | undefined;
}

export interface Done {
  readonly outcome: "set" | "added";
  readonly lineId: string;
  readonly before: number | null;
}

/** The pair now stands as wanted. */
export function done({ write, position }: WriteJob, { outcome, lineId, before }: Done): WriteResult {
  const keep = { agreementId: write.agreementId, productId: write.productId, lineId, writtenQuantity: write.after };
  return { position, outcome, lineId, before, reason: null, detail: null, keep };
}

export interface NotDone {
  readonly outcome: "skipped" | "failed";
  readonly reason: NonNullable<WriteResult["reason"]>;
  readonly detail?: string | null;
  /** A line that is ours by now, whatever its quantity. */
  readonly lineId?: string;
  readonly trouble?: ProviderError;
}

export function notDone({ write, position }: WriteJob, { outcome, reason, detail, lineId, trouble }: NotDone): WriteResult {
  const keep = lineId === undefined ? null : { agreementId: write.agreementId, productId: write.productId, lineId, writtenQuantity: null };
  return { position, outcome, lineId: lineId ?? null, before: write.before, reason, detail: detail ?? null, keep, trouble };
}
