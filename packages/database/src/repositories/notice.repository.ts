import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { NoticesTable } from "../schema/tables.ts";

/** Something people are told of, once. */
export interface NoticeRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly kind: string;
  readonly causeKey: string;
  readonly providerId: string | null;
  readonly connectionId: string | null;
  readonly runId: string | null;
  /** The one person it is for; null for everybody who wants its kind. */
  readonly subject: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** When its deliveries were made. */
  readonly spreadAt: Date | null;
}

export type NewNotice = Omit<NoticeRecord, "id" | "spreadAt">;

/** Belongs into the transaction of its cause. @returns undefined where the cause was told before */
export async function insertNotice(trx: Trx, notice: NewNotice): Promise<string | undefined> {
  const row = await trx
    .insertInto("notices")
    .values({
      partner_id: notice.partnerId,
      kind: notice.kind,
      cause_key: notice.causeKey,
      provider_id: notice.providerId,
      connection_id: notice.connectionId,
      run_id: notice.runId,
      subject: notice.subject,
      facts: JSON.stringify(notice.facts),
      created_at: notice.createdAt,
    })
    .onConflict((conflict) => conflict.columns(["partner_id", "cause_key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return row?.id;
}

export async function findNotice(db: Db | Trx, id: string): Promise<NoticeRecord | undefined> {
  const row = await db.selectFrom("notices").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toNotice(row);
}

/** Holds the row, so that its deliveries are made once. */
export async function lockNotice(trx: Trx, id: string): Promise<NoticeRecord | undefined> {
  const row = await trx.selectFrom("notices").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && toNotice(row);
}

export async function markSpread(trx: Trx, id: string, at: Date): Promise<void> {
  await trx.updateTable("notices").set({ spread_at: at }).where("id", "=", id).execute();
}

/** Notices whose job got lost. */
export async function listUnspreadNotices(db: Db | Trx, createdBefore: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("notices")
    .select("id")
    .where("spread_at", "is", null)
    .where("created_at", "<", createdBefore)
    .orderBy("created_at")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** With their deliveries. @returns how many, at most `limit` */
export async function deleteNoticesBefore(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from notices where id in (select id from notices where created_at < ${before} order by created_at limit ${limit}) returning id`.execute(
    db,
  );
  return rows.length;
}

export function toNotice(row: Selectable<NoticesTable>): NoticeRecord {
  return {
    id: row.id,
    partnerId: row.partner_id,
    kind: row.kind,
    causeKey: row.cause_key,
    providerId: row.provider_id,
    connectionId: row.connection_id,
    runId: row.run_id,
    subject: row.subject,
    facts: row.facts,
    createdAt: row.created_at,
    spreadAt: row.spread_at,
  };
}
