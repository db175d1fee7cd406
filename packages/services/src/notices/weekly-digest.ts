import { isChosen } from "@integrations/core";
import { countReasons, listConnectedPartnerIds, readWeek } from "@integrations/database";
import { nightOf } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";
import type { NoticeFactsToStore } from "./notice-facts.ts";
import { putNotice } from "./tell-run-end.ts";

const WEEK_MS = 7 * 24 * 60 * 60_000;
const CHUNK = 200;

/** Puts the digest of the seven days up to now into the outbox, for every partner with a connection. Done again, it adds what is missing. */
export async function putWeeklyDigests(context: ServiceContext, dueAt: Date, signal: AbortSignal): Promise<number> {
  const { database } = context;
  let put = 0;
  for (let after: string | null = null; ;) {
    signal.throwIfAborted();
    const partnerIds: string[] = await listConnectedPartnerIds(database.db, after, CHUNK);
    for (const partnerId of partnerIds) if (await putDigest(context, partnerId, dueAt)) put += 1;
    if (partnerIds.length < CHUNK) break;
    after = partnerIds.at(-1) ?? null;
  }
  context.logger.info({ put }, "weekly digests put");
  return put;
}

async function putDigest(context: ServiceContext, partnerId: string, to: Date): Promise<boolean> {
  const { database, clock } = context;
  const from = new Date(to.getTime() - WEEK_MS);
  const weeks: NonNullable<NoticeFactsToStore["weeks"]> = [];
  for (const { partnerId: _owner, lastRunId, ...week } of await readWeek(database.db, { partnerId, from, to })) {
    const reasons = lastRunId === null ? [] : [...(await countReasons(database.db, lastRunId))];
    const problems = reasons
      .filter(([reason]) => !isChosen(reason))
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((one, other) => other.count - one.count);
    weeks.push({ ...week, problems });
  }
  if (weeks.length === 0) return false;
  const facts = { from: from.toISOString(), to: to.toISOString(), weeks };
  const about = { providerId: null, connectionId: null, runId: null, subject: null };
  const causeKey = `weekly_digest:${nightOf(to)}`;
  const notice = { ...about, partnerId, kind: "weekly_digest", causeKey, facts, createdAt: clock.now() };
  return await database.transaction(async (trx) => (await putNotice(trx, notice)) !== undefined);
}
