import { reasonOfProviderError, type ProviderError, type ReasonCode, type RunCounts, type RunStatus } from "@integrations/core";
import {
  countFailedNights,
  countOutcomes,
  handBackRun,
  retryRunLater,
  settlePlannedChanges,
  type OutcomeCounts,
  type RunEnding,
} from "@integrations/database";
import { enqueue, runJob } from "@integrations/jobs";
import { endRunAndTell } from "../../notices/tell-run-end.ts";
import type { AttemptEnd, AttemptState } from "./carry-out.ts";
import { delayAfterInternalError, delayAfterProviderFailure } from "./retry-policy.ts";
import type { RunJob } from "./run-job.ts";
import type { RunStop } from "./run-stop.ts";
import { setAttention } from "./set-attention.ts";

export type RunReport =
  | { readonly kind: "busy" }
  | { readonly kind: "not_claimable" }
  | {
      readonly kind: "ended";
      readonly runId: string;
      readonly status: RunStatus;
      readonly reason: ReasonCode | null;
      readonly counts: RunCounts;
    }
  | { readonly kind: "retried_later"; readonly runId: string; readonly dueAt: Date; readonly reason: ReasonCode }
  | { readonly kind: "handed_back"; readonly runId: string }
  /** Another worker goes on with it, or will. */
  | { readonly kind: "lost"; readonly runId: string };

export type Conclusion =
  | { readonly kind: "end"; readonly end: AttemptEnd }
  | { readonly kind: "stop"; readonly stop: RunStop }
  | { readonly kind: "error" };

/** Stores how an attempt ended, and sees to it that whatever comes next is begun. */
export async function conclude(job: RunJob, state: AttemptState, conclusion: Conclusion): Promise<RunReport> {
  switch (conclusion.kind) {
    case "end":
      return await concludeEnd(job, state, conclusion.end);
    case "stop":
      return await concludeStop(job, state, conclusion.stop);
    case "error": {
      const delayMs = delayAfterInternalError(job.run);
      if (delayMs !== undefined) return await retry(job, delayMs, "internal_error", null);
      await settle(job, state, "internal_error");
      return await end(job, state, { status: "failed", reason: "internal_error" });
    }
  }
}

async function concludeEnd(job: RunJob, state: AttemptState, attempt: AttemptEnd): Promise<RunReport> {
  switch (attempt.kind) {
    case "held":
      return await end(job, state, { status: "held", reason: "mass_drop" });
    case "done":
      return await end(job, state, { reason: attempt.reason });
    case "nothing_read":
      return await failByProvider(job, state, attempt.error);
    case "not_possible":
      await settle(job, state, attempt.reason);
      if (attempt.reason === "credentials_unreadable") await setAttention(job, state.connection, attempt.reason);
      return await end(job, state, attempt);
  }
}

async function concludeStop(job: RunJob, state: AttemptState, stop: RunStop): Promise<RunReport> {
  const { run } = job;
  switch (stop.kind) {
    case "lease_lost":
      return { kind: "lost", runId: run.id };
    case "shutdown":
      return await handBack(job);
    case "cancelled":
      await settle(job, state, "run_cancelled");
      return await end(job, state, { status: "cancelled", reason: "run_cancelled" });
    case "connection_changed":
      await settle(job, state, "connection_removed");
      return await end(job, state, { status: "cancelled", reason: "connection_removed", detail: stop.detail });
    case "provider":
      return await failByProvider(job, state, stop.error);
  }
}

/** The provider cannot be worked with any more. What was done before stays done, and is recorded. */
async function failByProvider(job: RunJob, state: AttemptState, error: ProviderError): Promise<RunReport> {
  const reason = reasonOfProviderError(error);
  const detail = error.detail ?? null;
  const { retryable } = error;
  const failedNights = retryable && job.run.night !== null ? await countFailedNights(job.context.database.db, job.run.connectionId) : 0;
  const delayMs = delayAfterProviderFailure(job.run, { retryable, failedNights });
  if (delayMs !== undefined) {
    // What was not begun is told so now: a later attempt that cannot even read would take it for sent and lost.
    if (state.planRecorded) await settle(job, state, reason);
    return await retry(job, delayMs, reason, detail);
  }
  await settle(job, state, reason);
  if (error.code === "credentials_refused") {
    await setAttention(job, state.connection, reason);
    return await end(job, state, { status: "failed", reason, detail });
  }
  return await end(job, state, { status: "failed_unless_written", reason, detail });
}

/** What is still planned will not be done by this run; of a dead worker's plan nobody knows how far it came. */
async function settle({ context, control, resumed }: RunJob, state: AttemptState, reason: ReasonCode): Promise<void> {
  if (!state.planRecorded && !resumed) return;
  const at = context.clock.now();
  await settlePlannedChanges(
    context.database.db,
    control.fence,
    state.planRecorded
      ? { outcome: "skipped", reason: { set: reason, add: reason }, detail: null, at }
      : { outcome: "failed", reason: { set: "write_not_confirmed", add: "add_not_confirmed" }, detail: null, at },
  );
}

interface Ending {
  /** Left out: by what the changes say. */
  readonly status?: RunEnding["status"] | "failed_unless_written";
  readonly reason: ReasonCode | null;
  readonly detail?: string | null;
}

async function end(job: RunJob, state: AttemptState, ending: Ending): Promise<RunReport> {
  const { context, run, control, resumed } = job;
  const { db } = context.database;
  const outcomes = state.planRecorded || resumed ? await countOutcomes(db, run.id) : NOTHING;
  const { lines, unchanged, left } = state.totals;
  const counts: RunCounts = { agreements: state.agreements, lines, unchanged, left, ...outcomes };
  const status = statusOf(ending.status, outcomes);
  const next = await endRunAndTell(
    context,
    { run, fence: control.fence },
    {
      status,
      reason: ending.reason,
      detail: ending.detail ?? null,
      counts,
      progress: control.progress,
      at: context.clock.now(),
      supersedes: run.customerId === null && run.trigger !== "preview" && SUPERSEDING.has(status),
    },
  );
  if (next === undefined) return { kind: "lost", runId: run.id };
  await wake(job, next.nextRunId);
  return { kind: "ended", runId: run.id, status, reason: ending.reason, counts };
}

const NOTHING: OutcomeCounts = { planned: 0, set: 0, added: 0, skipped: 0, chosen: 0, held: 0, failed: 0 };
const SUPERSEDING: ReadonlySet<RunStatus> = new Set(["succeeded", "succeeded_with_problems", "held"]);

function statusOf(given: Ending["status"], outcomes: OutcomeCounts): RunEnding["status"] {
  if (given === "failed_unless_written") return outcomes.set + outcomes.added > 0 ? "succeeded_with_problems" : "failed";
  return given ?? (outcomes.skipped - outcomes.chosen + outcomes.held + outcomes.failed > 0 ? "succeeded_with_problems" : "succeeded");
}

async function retry({ context, run, control }: RunJob, delayMs: number, reason: ReasonCode, detail: string | null): Promise<RunReport> {
  const { database, clock } = context;
  const now = clock.now();
  const dueAt = new Date(now.getTime() + delayMs);
  const next = await retryRunLater(database.db, control.fence, { dueAt, reason, detail, now });
  if (next === undefined) return { kind: "lost", runId: run.id };
  await database.transaction(async (trx) => {
    await enqueue(trx, runJob, { runId: run.id }, { runAt: dueAt });
    if (next.nextRunId !== null) await enqueue(trx, runJob, { runId: next.nextRunId });
  });
  return { kind: "retried_later", runId: run.id, dueAt, reason };
}

async function handBack({ context, run, control }: RunJob): Promise<RunReport> {
  const { database, clock } = context;
  if (!(await handBackRun(database.db, control.fence, clock.now()))) return { kind: "lost", runId: run.id };
  await database.transaction((trx) => enqueue(trx, runJob, { runId: run.id }));
  return { kind: "handed_back", runId: run.id };
}

/** Where the process dies before this, the sweep does it within a minute or two. */
async function wake({ context }: RunJob, runId: string | null): Promise<void> {
  if (runId !== null) await context.database.transaction((trx) => enqueue(trx, runJob, { runId }));
}
