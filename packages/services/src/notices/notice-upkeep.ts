import { isReasonCode } from "@integrations/core";
import {
  deleteNoticesBefore,
  listOverdueDeliveries,
  listStandingIncidents,
  listUnspreadNotices,
  lockConnectionKey,
  lockIncidents,
  saveIncidents,
  type StandingIncident,
} from "@integrations/database";
import { deliverNoticeJob, enqueueMany } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";
import { putNotice } from "./tell-run-end.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OVERDUE_MS = 5 * MINUTE_MS;
/** A quarter: what was sent when is asked about soon or never. */
const KEPT_MS = 90 * DAY_MS;
const MOST_AT_ONCE = 500;

export interface UpkeepReport {
  /** Notices and deliveries whose job got lost. */
  readonly woken: number;
  /** Connections that still stand still, and were told of again. */
  readonly toldAgain: number;
  readonly removed: number;
}

/** Sees to it that no notice is forgotten, and tells of connections that stand still, which no night does any more. */
export async function keepUpNotices(context: ServiceContext): Promise<UpkeepReport> {
  const { database, clock, logger } = context;
  const now = clock.now();
  const dueBefore = new Date(now.getTime() - OVERDUE_MS);
  const notices = await listUnspreadNotices(database.db, dueBefore, MOST_AT_ONCE);
  const deliveries = await listOverdueDeliveries(database.db, { now, dueBefore, limit: MOST_AT_ONCE });
  const payloads = [...notices.map((noticeId) => ({ noticeId })), ...deliveries.map((deliveryId) => ({ deliveryId }))];
  if (payloads.length > 0) {
    await database.transaction((trx) =>
      enqueueMany(
        trx,
        deliverNoticeJob,
        payloads.map((payload) => ({ payload })),
      ),
    );
  }
  let toldAgain = 0;
  const due = { onceBefore: new Date(now.getTime() - DAY_MS), againBefore: new Date(now.getTime() - 7 * DAY_MS) };
  for (const incident of await listStandingIncidents(database.db, { ...due, limit: MOST_AT_ONCE })) {
    if (await tellAgain(context, incident)) toldAgain += 1;
  }
  const removed = await deleteNoticesBefore(database.db, new Date(now.getTime() - KEPT_MS), MOST_AT_ONCE);
  const report = { woken: payloads.length, toldAgain, removed };
  if (payloads.length + toldAgain + removed > 0) logger.info({ ...report }, "notices kept up");
  return report;
}

/** After a day, as after the second night; then weekly. */
async function tellAgain(context: ServiceContext, standing: StandingIncident): Promise<boolean> {
  const at = context.clock.now();
  const days = Math.floor((at.getTime() - standing.openedAt.getTime()) / DAY_MS) + 1;
  const { partnerId, connectionId, providerId, openedAt, lastRunId: runId, reason } = standing;
  return await context.database.transaction(async (trx) => {
    if (!(await lockConnectionKey(trx, connectionId))) return false;
    const incident = (await lockIncidents(trx, connectionId)).find(({ cause }) => cause === standing.cause);
    if (incident?.noticedNights !== standing.noticedNights) return false;
    const told = isReasonCode(reason) ? reason : ("connection_attention" as const);
    const facts = { causes: [{ reason: told, count: null, nights: days, since: openedAt.toISOString() }], standsStill: true };
    const causeKey = `still_failing:${connectionId}:${openedAt.toISOString()}:${days}`;
    await saveIncidents(trx, [{ ...incident, nights: days, noticedNights: Math.max(days, 2), noticedAt: at }]);
    const notice = { partnerId, kind: "still_failing", causeKey, providerId, connectionId, runId, subject: null, facts, createdAt: at };
    return (await putNotice(trx, notice)) !== undefined;
  });
}
