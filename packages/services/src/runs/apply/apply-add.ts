import { ProviderError, reasonOfProviderError, type PlannedAdd, type ProviderErrorCode } from "@integrations/core";
import { afterFailedLook, applySet } from "./apply-set.ts";
import { lookAgain, type Standing } from "./look-again.ts";
import type { WriteResult } from "./outcome-recorder.ts";
import { done, notDone, type WriteJob } from "./write-job.ts";

/** How often one line may be asked for, where each time it certainly did not come into being. */
const MOST_TRIES = 3;
/** Trouble that ended the request for good: a line that is not there afterwards will not come any more. */
const CUT_OFF: ReadonlySet<ProviderErrorCode> = new Set(["unavailable", "invalid_response", "rate_limited"]);
/**
 * Before each further look for a line whose answer was lost. Together longer than any call is waited for (25 s): a request that
 * was cut off on its way back may still be worked on, and its line must not be asked for a second time before it is there.
 */
const LOOKS_AFTER_MS = [1_000, 3_000, 8_000, 15_000];

/**
 * Adds one line, once. The agreement is read again right before, since a person may have added the line meanwhile, and read again
 * wherever an answer was lost.
 *
 * @throws ProviderError where nothing was written
 * @throws RunStopped
 */
export async function applyAdd(job: WriteJob<PlannedAdd>): Promise<WriteResult> {
  for (let tries = 0; ; tries += 1) {
    const standing = await lookAgain(job);
    if (standing.kind !== "missing") return await adopt(job, standing, tries > 0);
    try {
      return await add(job);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.effect === "none") throw error;
      const settled = await afterLostAnswer(job, error, tries + 1);
      if (settled !== undefined) return settled;
    }
  }
}

async function add(job: WriteJob<PlannedAdd>): Promise<WriteResult> {
  const { work, write, agreement } = job;
  const { productId, after: quantity, effectiveOn } = write;
  const written = await work.control.write(() => work.session.addLine({ agreement, productId, quantity, effectiveOn }));
  if (written.quantity !== quantity) {
    return notDone(job, { outcome: "failed", reason: "write_not_confirmed", lineId: written.lineId });
  }
  return done(job, { outcome: "added", lineId: written.lineId, before: null });
}

/** @returns undefined where the line certainly is not there, so that it may be asked for once more */
async function afterLostAnswer(job: WriteJob<PlannedAdd>, error: ProviderError, tries: number): Promise<WriteResult | undefined> {
  const detail = error.detail ?? null;
  const notConfirmed = notDone(job, { outcome: "failed", reason: "add_not_confirmed", detail, trouble: error });
  const { control, context } = job.work;
  try {
    for (const waitMs of LOOKS_AFTER_MS) {
      if (control.stopped !== undefined) return notConfirmed;
      await context.clock.sleep(waitMs, control.signal);
      const standing = await lookAgain(job);
      if (standing.kind !== "missing") return await adopt(job, standing, true);
    }
  } catch (lookError) {
    return afterFailedLook(job, lookError, notConfirmed);
  }
  if (CUT_OFF.has(error.code)) return tries < MOST_TRIES ? undefined : notConfirmed;
  // A request that was only slow may still take effect after any number of looks; and what is not found is the new line itself.
  const saysNoMore = error.code === "timeout" || error.code === "not_found";
  return saysNoMore ? notConfirmed : { ...notConfirmed, reason: reasonOfProviderError(error) };
}

/** A line is there after all: ours, whose answer was lost, or one that a person added meanwhile. */
async function adopt(job: WriteJob<PlannedAdd>, standing: Exclude<Standing, { kind: "missing" }>, asked: boolean): Promise<WriteResult> {
  switch (standing.kind) {
    case "problem":
      return notDone(job, { outcome: asked ? "failed" : "skipped", reason: standing.reason });
    case "right": {
      const found = done(job, { outcome: "added", lineId: standing.lineId, before: null });
      // Not our doing: nothing is left to do or to tell.
      return asked ? found : { ...found, outcome: null };
    }
    case "differs": {
      const result = await applySet({ ...job, write: standing.write });
      return asked && result.outcome === "set" ? { ...result, outcome: "added", before: null } : result;
    }
  }
}
