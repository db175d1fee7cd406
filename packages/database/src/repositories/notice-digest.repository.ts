import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

/** A week of one connection, in numbers. */
export interface ConnectionWeek {
  readonly connectionId: string;
  readonly partnerId: string;
  readonly providerId: string;
  readonly status: "active" | "paused" | "attention";
  /** Nights that came to an end, and those of them that failed. */
  readonly nights: number;
  readonly failedNights: number;
  readonly set: number;
  readonly added: number;
  readonly held: number;
  /** The last run over all of it; null where there was none. */
  readonly lastRunId: string | null;
}

/** Partners with a connection, in the order of their ids. */
export async function listConnectedPartnerIds(db: Db | Trx, after: string | null, limit: number): Promise<string[]> {
  let select = db.selectFrom("connections").select("partner_id").distinct().orderBy("partner_id").limit(limit);
  if (after !== null) select = select.where("partner_id", ">", after);
  return (await select.execute()).map((row) => row.partner_id);
}

/** The connections of a partner, each with its runs that ended from then until then. */
export async function readWeek(
  db: Db | Trx,
  { partnerId, from, to }: { readonly partnerId: string; readonly from: Date; readonly to: Date },
): Promise<ConnectionWeek[]> {
  const { rows } = await sql<ConnectionWeek>`
    select c.id as "connectionId", c.partner_id as "partnerId", c.provider_id as "providerId", c.status,
        count(r.id) filter (where r.night is not null and r.status <> 'cancelled') as nights,
        count(r.id) filter (where r.night is not null and r.status = 'failed') as "failedNights",
        coalesce(sum((r.counts ->> 'set')::integer), 0)::integer as set,
        coalesce(sum((r.counts ->> 'added')::integer), 0)::integer as added,
        (select count(*) from runs h where h.connection_id = c.id and h.status = 'held') as held,
        (select l.id from runs l
          where l.partner_id = c.partner_id and l.provider_id = c.provider_id and l.connection_id = c.id
            and l.customer_id is null and l.trigger <> 'preview' and l.finished_at is not null and l.status <> 'cancelled'
          order by l.queued_at desc limit 1) as "lastRunId"
      from connections c
      left join runs r on r.partner_id = c.partner_id and r.provider_id = c.provider_id and r.connection_id = c.id
        and r.trigger <> 'preview' and r.finished_at >= ${from} and r.finished_at < ${to}
     where c.partner_id = ${partnerId}
     group by c.id
     order by c.provider_id`.execute(db);
  return rows;
}
