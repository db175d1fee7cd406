import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { NoticeDeliveriesTable } from "../schema/tables.ts";

/** One notice on its way to one receiver. */
export interface NoticeDelivery {
  readonly id: string;
  readonly noticeId: string;
  readonly partnerId: string;
  readonly channel: "email" | "webhook";
  /** The address, or the host of the webhook. */
  readonly receiver: string;
  readonly connectionId: string | null;
  readonly status: "waiting" | "sent" | "failed";
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly problem: string | null;
  readonly createdAt: Date;
}

export interface NewDelivery extends Pick<NoticeDelivery, "noticeId" | "partnerId" | "channel" | "receiver" | "connectionId"> {
  readonly at: Date;
}

/** @returns the ids of those that were not there yet */
export async function insertDeliveries(trx: Trx, deliveries: readonly NewDelivery[]): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const rows = await trx
    .insertInto("notice_deliveries")
    .values(
      deliveries.map((delivery) => ({
        notice_id: delivery.noticeId,
        partner_id: delivery.partnerId,
        channel: delivery.channel,
        receiver: delivery.receiver,
        connection_id: delivery.connectionId,
        next_attempt_at: delivery.at,
        created_at: delivery.at,
      })),
    )
    .onConflict((conflict) => conflict.columns(["notice_id", "channel", "receiver"]).doNothing())
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Takes a delivery that is due, so that one worker at a time sends it; the attempt is counted now, whatever becomes of it.
 * @returns undefined where it is over, not due yet, or somebody else's
 */
export async function claimDelivery(db: Db, id: string, times: { now: Date; claimedUntil: Date }): Promise<NoticeDelivery | undefined> {
  const row = await db
    .updateTable("notice_deliveries")
    .set((eb) => ({ claimed_until: times.claimedUntil, attempts: eb("attempts", "+", 1), last_attempt_at: times.now }))
    .where("id", "=", id)
    .where("status", "=", "waiting")
    .where("next_attempt_at", "<=", times.now)
    .where((eb) => eb.or([eb("claimed_until", "is", null), eb("claimed_until", "<=", times.now)]))
    .returningAll()
    .executeTakeFirst();
  return row && toDelivery(row);
}

export type DeliveryEnd =
  | { readonly status: "sent"; readonly at: Date }
  | { readonly status: "failed"; readonly problem: string }
  | { readonly status: "waiting"; readonly problem: string; readonly nextAttemptAt: Date };

export async function saveDeliveryEnd(db: Db | Trx, id: string, end: DeliveryEnd): Promise<void> {
  await db
    .updateTable("notice_deliveries")
    .set({
      status: end.status,
      claimed_until: null,
      ...(end.status === "sent" ? { sent_at: end.at, problem: null } : { problem: end.problem }),
      ...(end.status === "waiting" ? { next_attempt_at: end.nextAttemptAt } : {}),
    })
    .where("id", "=", id)
    .where("status", "=", "waiting")
    .execute();
}

/** Deliveries that should have been tried by now. */
export async function listOverdueDeliveries(db: Db | Trx, query: { now: Date; dueBefore: Date; limit: number }): Promise<string[]> {
  const rows = await db
    .selectFrom("notice_deliveries")
    .select("id")
    .where("status", "=", "waiting")
    .where("next_attempt_at", "<", query.dueBefore)
    .where((eb) => eb.or([eb("claimed_until", "is", null), eb("claimed_until", "<=", query.now)]))
    .orderBy("next_attempt_at")
    .limit(query.limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** A delivery with what it is about. */
export interface DeliveryView extends NoticeDelivery {
  readonly kind: string;
  readonly providerId: string | null;
  readonly runId: string | null;
}

export interface DeliveryListQuery {
  readonly partnerId: string;
  readonly after?: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listDeliveries(db: Db | Trx, query: DeliveryListQuery): Promise<DeliveryView[]> {
  let select = db
    .selectFrom("notice_deliveries as delivery")
    .innerJoin("notices", "notices.id", "delivery.notice_id")
    .selectAll("delivery")
    .select(["notices.kind", "notices.provider_id", "notices.run_id"])
    .where("delivery.partner_id", "=", query.partnerId)
    .orderBy("delivery.created_at", "desc")
    .orderBy("delivery.id", "desc")
    .limit(query.limit);
  const { after } = query;
  if (after !== undefined) {
    select = select.where(sql<boolean>`(delivery.created_at, delivery.id) < (${after.createdAt}, ${after.id}::uuid)`);
  }
  const rows = await select.execute();
  return rows.map((row) => ({ ...toDelivery(row), kind: row.kind, providerId: row.provider_id, runId: row.run_id }));
}

function toDelivery(row: Selectable<NoticeDeliveriesTable>): NoticeDelivery {
  return {
    id: row.id,
    noticeId: row.notice_id,
    partnerId: row.partner_id,
    channel: row.channel,
    receiver: row.receiver,
    connectionId: row.connection_id,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    sentAt: row.sent_at,
    problem: row.problem,
    createdAt: row.created_at,
  };
}
