import { ProviderError, reasonOfProviderError, type PlannedSet } from "@integrations/core";
import { readLinesNow } from "./look-again.ts";
import type { WriteResult } from "./outcome-recorder.ts";
import { done, notDone, type WriteJob } from "./write-job.ts";

/**
 * Brings one line to its quantity.
 * @throws ProviderError where nothing was written
 * @throws RunStopped
 */
export async function applySet(job: WriteJob<PlannedSet>): Promise<WriteResult> {
  const { work, write } = job;
  try {
    const written = await work.control.write(() => work.session.setQuantity({ line: write.line, quantity: write.after, asOf: work.today }));
    if (written.quantity !== write.after) {
      return notDone(job, { outcome: "failed", reason: "write_not_confirmed", lineId: written.lineId });
    }
    return done(job, { outcome: "set", lineId: written.lineId, before: write.before });
  } catch (error) {
    if (!(error instanceof ProviderError) || error.effect === "none") throw error;
    return await afterLostAnswer(job, error);
  }
}

/** The provider has repeated the write already, and still no answer came: what stands there tells. */
async function afterLostAnswer(job: WriteJob<PlannedSet>, trouble: ProviderError): Promise<WriteResult> {
  const { work, write } = job;
  const unknown = notDone(job, {
    outcome: "failed",
    reason: reasonOfProviderError(trouble),
    detail: trouble.detail ?? null,
    lineId: write.line.id,
    trouble,
  });
  // A conflict is what the provider saw when it looked itself.
  if (trouble.code === "conflict" || work.control.stopped !== undefined) return unknown;
  try {
    const lines = await readLinesNow(job);
    const line = lines.find((each) => each.id === write.line.id);
    return line?.quantity === write.after ? done(job, { outcome: "set", lineId: line.id, before: write.before }) : unknown;
  } catch (error) {
    return afterFailedLook(job, error, unknown);
  }
}

/**
 * A write whose answer was lost, and the look for its effect failed as well: told as not confirmed.
 * @throws whatever is neither the provider's nor the run's own stop
 */
export function afterFailedLook({ work: { control } }: WriteJob, error: unknown, notConfirmed: WriteResult): WriteResult {
  if (control.stopped !== undefined) return notConfirmed;
  if (!(error instanceof ProviderError)) throw error;
  if (error.code === "credentials_refused") control.stop({ kind: "provider", error });
  return notConfirmed;
}
