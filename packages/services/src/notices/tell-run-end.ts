import { isChosen, isNoticeKind, type ReasonCode } from "@integrations/core";
import {
  closeIncidents,
  countReasons,
  endRun,
  insertNotice,
  lockConnectionKey,
  lockIncidents,
  saveIncidents,
  type NextRun,
  type RunEnding,
  type RunFence,
  type RunRecord,
  type Trx,
} from "@integrations/database";
import { deliverNoticeJob, enqueue } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";
import type { NoticeFactsToStore } from "./notice-facts.ts";
import { planNotices, type PlannedNotice, type ToldRun } from "./plan-notices.ts";

/**
 * Ends a run, and writes down in the same transaction what people are to be told of it: neither is there without the other, and the
 * lease sees to it that a run ends once. A run that went well where nothing was wrong stays the one statement it is.
 * @returns undefined where the lease is lost; nothing was changed then
 */
export async function endRunAndTell(
  context: ServiceContext,
  { run, fence }: { readonly run: RunRecord; readonly fence: RunFence },
  ending: RunEnding,
): Promise<NextRun | undefined> {
  const { db } = context.database;
  const isWhole = run.customerId === null && run.trigger !== "preview";
  if (!isWhole || ending.status === "cancelled") return await endRun(db, fence, ending);
  if (ending.status === "succeeded") {
    const next = await endRun(db, fence, { ...ending, unlessIncidents: true });
    if (next !== undefined) return next;
  }
  return await context.database.transaction(async (trx) => {
    // The connection before the run, as everybody does who holds both; where it was removed, there is nothing to tell.
    const isThere = await lockConnectionKey(trx, run.connectionId);
    const next = await endRun(trx, fence, ending);
    if (next === undefined || !isThere) return next;
    const hasProblems = ending.counts.skipped - ending.counts.chosen + ending.counts.held + ending.counts.failed > 0;
    const problems = hasProblems ? withoutChosen(await countReasons(trx, run.id)) : new Map<ReasonCode, number>();
    await tell(trx, { run, ending, problems });
    return next;
  });
}

/** What the partner wants so is no problem to tell of. */
function withoutChosen(reasons: ReadonlyMap<ReasonCode, number>): ReadonlyMap<ReasonCode, number> {
  return new Map([...reasons].filter(([reason]) => !isChosen(reason)));
}

async function tell(
  trx: Trx,
  { run, ending, problems }: { readonly run: RunRecord; readonly ending: RunEnding; readonly problems: ReadonlyMap<ReasonCode, number> },
): Promise<void> {
  const told: ToldRun = {
    runId: run.id,
    connectionId: run.connectionId,
    partnerId: run.partnerId,
    status: ending.status,
    reason: ending.reason,
    isNightly: run.night !== null,
    problems,
    at: ending.at,
  };
  const plan = planNotices(told, await lockIncidents(trx, run.connectionId));
  await closeIncidents(trx, run.connectionId, plan.close);
  await saveIncidents(trx, plan.save);
  for (const notice of plan.notices) await put(trx, told, run.providerId, notice, ending.counts.held);
}

async function put(trx: Trx, run: ToldRun, providerId: string, { kind, causes }: PlannedNotice, waiting: number): Promise<void> {
  const facts: NoticeFactsToStore = {
    causes: causes.map((cause) => ({ ...cause, since: cause.since.toISOString() })),
    ...(kind === "held_run" ? { waiting } : {}),
    standsStill: run.reason === "credentials_refused" || run.reason === "credentials_unreadable",
  };
  const { partnerId, connectionId, runId, at: createdAt } = run;
  const causeKey = `${kind}:${runId}`;
  await putNotice(trx, { partnerId, kind, causeKey, providerId, connectionId, runId, subject: null, facts, createdAt });
}

/** Puts a notice into the outbox with the job that sends it. @returns undefined where its cause was told before */
export async function putNotice(
  trx: Trx,
  notice: Omit<Parameters<typeof insertNotice>[1], "facts"> & { readonly facts: NoticeFactsToStore },
): Promise<string | undefined> {
  const noticeId = await insertNotice(trx, notice);
  // What a person asked for goes first.
  if (noticeId !== undefined) await enqueue(trx, deliverNoticeJob, { noticeId }, isNoticeKind(notice.kind) ? {} : { priority: -1 });
  return noticeId;
}
