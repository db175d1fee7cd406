import { ProviderError, reasonOfProviderError, type ReasonCode } from "@integrations/core";
import type { RunWork } from "../execute/run-job.ts";
import type { AgreementWork, RunPlan, WriteToDo } from "../execute/run-plan.ts";
import { RunStopped } from "../execute/run-stop.ts";
import { SiteWatch } from "../execute/site-watch.ts";
import { applyAdd } from "./apply-add.ts";
import { applySet } from "./apply-set.ts";
import { forEachConcurrently } from "./for-each-concurrently.ts";
import type { OutcomeRecorder, WriteResult } from "./outcome-recorder.ts";
import { notDone, type WriteJob } from "./write-job.ts";

/**
 * Carries out a recorded plan: agreements side by side, the writes of one agreement one after the other. Trouble with one write
 * is recorded with it and stops no other. Returns early where the run stops; rows not done are then still planned.
 */
export async function applyPlan(
  work: RunWork,
  plan: RunPlan,
  positions: ReadonlyMap<WriteToDo, number>,
  recorder: OutcomeRecorder,
): Promise<void> {
  const { control, session, input, context } = work;
  const provider = context.providers.find(input.connection.providerId);
  const concurrency = input.connection.preferences.concurrency ?? provider?.limits.concurrency ?? 1;
  const probeIds = plan.works.slice(0, 1).map((each) => each.agreement.id);
  const watch = new SiteWatch(
    () => session.readAgreements(probeIds),
    (error) => control.stop({ kind: "provider", error }),
  );
  await forEachConcurrently(plan.works, concurrency, async (agreementWork: AgreementWork) => {
    for (const toDo of agreementWork.writes) {
      const position = positions.get(toDo);
      if (control.stopped !== undefined || position === undefined) return;
      const job: WriteJob = {
        work,
        write: toDo.write,
        position,
        agreement: agreementWork.agreement,
        products: plan.products,
        remembered: toDo.remembered,
      };
      const result = await applyWrite(job, watch);
      if (result !== undefined) await recorder.add(result);
    }
  });
}

/** @returns undefined where it was not done because the run stops */
async function applyWrite(job: WriteJob, watch: SiteWatch): Promise<WriteResult | undefined> {
  const { control } = job.work;
  try {
    const result = await (isSet(job) ? applySet(job) : isAdd(job) ? applyAdd(job) : undefined);
    if (result?.trouble === undefined) watch.succeeded();
    else await watch.failed(result.trouble);
    return result;
  } catch (error) {
    if (error instanceof RunStopped) return undefined;
    if (!(error instanceof ProviderError)) throw error;
    if (control.stopped !== undefined) return undefined;
    if (error.code === "credentials_refused") {
      control.stop({ kind: "provider", error });
      return undefined;
    }
    await watch.failed(error);
    // The line that was chosen stays ours: where a person has just removed it, it must not come back as a new one.
    const chosen = isSet(job) ? { lineId: job.write.line.id } : {};
    return notDone(job, { outcome: "failed", ...reasonOf(job, error), ...chosen });
  }
}

function isSet(job: WriteJob): job is WriteJob<Extract<WriteJob["write"], { kind: "set" }>> {
  return job.write.kind === "set";
}

function isAdd(job: WriteJob): job is WriteJob<Extract<WriteJob["write"], { kind: "add" }>> {
  return job.write.kind === "add";
}

function reasonOf({ write }: WriteJob, error: ProviderError): { reason: ReasonCode; detail: string | null } {
  if (error.code !== "not_found") return { reason: reasonOfProviderError(error), detail: error.detail ?? null };
  if (write.kind === "add") return { reason: error.reason ?? "agreement_not_found", detail: error.detail ?? null };
  return { reason: error.reason ?? "conflict", detail: "The line is gone at the provider." };
}
