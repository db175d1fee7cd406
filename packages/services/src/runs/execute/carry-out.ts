import {
  DEFAULT_GUARD,
  isMassDrop,
  localDateAt,
  NO_TOTALS,
  type ProviderError,
  type PlanTotals,
  type ProviderSession,
  type ReasonCode,
} from "@integrations/core";
import { listWritesOfRun, loadRunInput, type ConnectionRecord, type RunInput } from "@integrations/database";
import { CredentialsUnreadable } from "../../credentials/credential-vault.ts";
import { Refusal } from "../../refusal.ts";
import { openSession } from "../../sessions/open-session.ts";
import { applyPlan } from "../apply/apply-plan.ts";
import { OutcomeRecorder } from "../apply/outcome-recorder.ts";
import { guardedContext } from "./guarded-context.ts";
import { readAndPlan } from "./read-and-plan.ts";
import { recordPlan } from "./record-plan.ts";
import type { RunJob, RunWork } from "./run-job.ts";
import { countWrites } from "./run-plan.ts";

/** How far an attempt came, whether or not it came to its end. */
export interface AttemptState {
  /** Loaded from; null before that. */
  connection: ConnectionRecord | null;
  agreements: number;
  totals: PlanTotals;
  /** Rows of changes were stored in this attempt. */
  planRecorded: boolean;
  recorder: OutcomeRecorder | null;
}

export type AttemptEnd =
  /** Carried out to its end, however single writes ended. */
  | { readonly kind: "done"; readonly reason: ReasonCode | null }
  | { readonly kind: "held" }
  /** It was over before it began. */
  | { readonly kind: "not_possible"; readonly status: "failed" | "cancelled"; readonly reason: ReasonCode; readonly detail: string | null }
  /** Not one agreement could be read. */
  | { readonly kind: "nothing_read"; readonly error: ProviderError };

export function newAttempt(): AttemptState {
  return { connection: null, agreements: 0, totals: NO_TOTALS, planRecorded: false, recorder: null };
}

/**
 * One attempt at a run: load, read, plan, guard, record, apply.
 * @throws RunStopped
 * @throws ProviderError where the provider fails as a whole
 */
export async function carryOut(job: RunJob, state: AttemptState): Promise<AttemptEnd> {
  const { context, run, control } = job;
  const loadedAt = context.clock.now();
  const input = await loadRunInput(context.database.db, { connectionId: run.connectionId, customerId: run.customerId });
  const refused = refusalOf(input);
  if (input === undefined || refused !== undefined) return notPossible("cancelled", refused ?? "connection_removed");
  state.connection = input.connection;
  control.watchConnection(input.fingerprint);

  const isPreview = run.trigger === "preview";
  const earlier = job.resumed && !isPreview ? await listWritesOfRun(context.database.db, run.id) : [];
  if (earlier.some((change) => change.outcome === "planned" || change.outcome === "failed")) control.holdCancellation();
  if (run.cancelRequestedAt !== null) control.requestCancellation();
  control.throwIfStopped();

  const session = await tryToOpen(job, input);
  if ("kind" in session) return session;
  const work: RunWork = {
    ...job,
    input,
    session,
    loadedAt,
    today: localDateAt(loadedAt, input.timeZone),
    canAdd: context.providers.find(run.providerId)?.capabilities.includes("addLine") === true,
  };
  const plan = await readAndPlan(work, earlier);
  state.agreements = plan.agreements;
  state.totals = plan.totals;

  const { guardMinLines: minLines = DEFAULT_GUARD.minLines, guardMinShare: minShare = DEFAULT_GUARD.minShare } =
    input.connection.preferences;
  const massDrop = run.releasedAt === null && isMassDrop(plan.totals, { minLines, minShare });
  const isHeld = massDrop && !isPreview;
  const { positions, isStored } = await recordPlan(work, plan, earlier, isHeld ? "held" : "planned");
  state.planRecorded = isStored;
  control.heedCancellation();
  control.throwIfStopped();
  if (isHeld) {
    // A run whose connection was taken away meanwhile could be let go by nobody.
    await control.lookNow();
    return { kind: "held" };
  }
  if (!isPreview && positions.size > 0) {
    control.progress.writesTotal = countWrites(plan);
    state.recorder = new OutcomeRecorder(work);
    await control.lookNow();
    await applyPlan(work, plan, positions, state.recorder);
    await state.recorder.flushPatiently();
    control.throwIfStopped();
  }
  if (plan.readError !== undefined && plan.unreadable.length === plan.linesAsked) return { kind: "nothing_read", error: plan.readError };
  return { kind: "done", reason: massDrop ? "mass_drop" : null };
}

function refusalOf(input: RunInput | undefined): ReasonCode | undefined {
  if (input?.connection.status === "paused") return "connection_paused";
  return input?.connection.status === "attention" ? "connection_attention" : undefined;
}

async function tryToOpen({ context, control }: RunJob, { connection }: RunInput): Promise<ProviderSession | AttemptEnd> {
  try {
    return await openSession(guardedContext(context, control), connection, { signal: control.signal, patience: "background" });
  } catch (error) {
    if (error instanceof CredentialsUnreadable) return notPossible("failed", "credentials_unreadable");
    if (error instanceof Refusal) return notPossible("failed", error.reason, error.detail);
    throw error;
  }
}

function notPossible(status: "failed" | "cancelled", reason: ReasonCode, detail: string | null = null): AttemptEnd {
  return { kind: "not_possible", status, reason, detail };
}
