import { randomUUID } from "node:crypto";
import { ProviderError } from "@integrations/core";
import { claimRun, type RunTarget } from "@integrations/database";
import type { ServiceContext } from "../service-context.ts";
import { carryOut, newAttempt, type AttemptState } from "./execute/carry-out.ts";
import { conclude, type Conclusion, type RunReport } from "./execute/conclude.ts";
import { isClaimedTooOften } from "./execute/retry-policy.ts";
import { RunControl } from "./execute/run-control.ts";
import type { RunJob } from "./execute/run-job.ts";
import { RunStopped } from "./execute/run-stop.ts";
import { RunTeller } from "./execute/run-teller.ts";
import { RUN_TIMES, type RunTimes } from "./execute/run-times.ts";
import type { RunEvent } from "./run-event.ts";

export type { RunReport } from "./execute/conclude.ts";
export type { RunTimes } from "./execute/run-times.ts";

export interface WorkOptions {
  /** Aborted when the worker is to end: the run is handed back. */
  readonly signal: AbortSignal;
  /** Told of what becomes of the run, for metrics. Must not throw. */
  readonly observe?: ((event: RunEvent) => void) | undefined;
  /** Other paces, for tests. */
  readonly times?: Partial<RunTimes>;
}

/**
 * Claims a run and carries it out. Does nothing where somebody else does, where it is over, or where another run of its connection
 * is under way (that one's end wakes it again).
 *
 * Never throws for trouble of the provider; for trouble of the database the run is left to be taken over.
 */
export async function workOnRun(context: ServiceContext, target: RunTarget, options: WorkOptions): Promise<RunReport> {
  const times: RunTimes = { ...RUN_TIMES, ...options.times };
  const claimedAt = context.clock.now();
  const leaseToken = randomUUID();
  const leaseExpiresAt = new Date(claimedAt.getTime() + times.leaseMs);
  const claim = await claimRun(context.database.db, target, { leaseToken, now: claimedAt, leaseExpiresAt });
  if (claim.kind !== "claimed") return { kind: claim.kind };

  const { run, resumed, takenOver } = claim;
  const fence = { runId: run.id, leaseToken };
  const control = new RunControl({ context, times, fence, claimedAt, shutdown: options.signal });
  const job: RunJob = { context, run, resumed, times, control };
  const teller = new RunTeller({ context, run, claimedAt, observe: options.observe });
  teller.begins({ resumed, takenOver });
  const state = newAttempt();
  try {
    const conclusion = await attempt(job, state);
    const report = await conclude(job, state, conclusion);
    await teller.ends(report, control.calls);
    return report;
  } catch (error) {
    teller.isLost(error);
    return { kind: "lost", runId: run.id };
  } finally {
    await control.close();
  }
}

async function attempt(job: RunJob, state: AttemptState): Promise<Conclusion> {
  const { context, run, control } = job;
  if (isClaimedTooOften(run)) {
    return { kind: "end", end: { kind: "not_possible", status: "failed", reason: "internal_error", detail: "It was begun too often." } };
  }
  try {
    return { kind: "end", end: await carryOut(job, state) };
  } catch (error) {
    if (control.stopped?.kind !== "lease_lost") await state.recorder?.flushPatiently();
    if (control.stopped !== undefined) return { kind: "stop", stop: control.stopped };
    if (error instanceof RunStopped) return { kind: "stop", stop: error.stop };
    if (error instanceof ProviderError) return { kind: "stop", stop: { kind: "provider", error } };
    context.logger.error({ runId: run.id, err: error }, "run failed unexpectedly");
    return { kind: "error" };
  }
}
