import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

/** Nights of a connection that failed one after another, up to now. */
export interface FailingNights {
  readonly nights: number;
  /** When the first of them failed. */
  readonly since: Date;
}

/** The connections of a partner whose last nights failed, by connection id. */
export async function listFailingNights(db: Db | Trx, partnerId: string): Promise<Map<string, FailingNights>> {
  return await read(db, sql`c.partner_id = ${partnerId}`);
}

/** How many nights in a row have failed for this connection, up to now. */
export async function countFailedNights(db: Db | Trx, connectionId: string): Promise<number> {
  const found = await read(db, sql`c.id = ${connectionId}::uuid`);
  return found.get(connectionId)?.nights ?? 0;
}

/** A run over all of a connection that got through ends the row of failed nights, also where a person started it. */
async function read(db: Db | Trx, condition: ReturnType<typeof sql>): Promise<Map<string, FailingNights>> {
  const { rows } = await sql<{ connection_id: string; nights: number; since: Date }>`
    select f.connection_id, count(*) as nights, min(f.finished_at) as since
      from connections c
      left join lateral (
        select r.queued_at from runs r
         where r.partner_id = c.partner_id and r.provider_id = c.provider_id and r.connection_id = c.id
           and r.customer_id is null and r.trigger <> 'preview' and r.status in ('succeeded', 'succeeded_with_problems', 'held')
         order by r.queued_at desc limit 1
      ) good on true
      join runs f on f.connection_id = c.id and f.night is not null and f.status = 'failed'
        and f.queued_at > coalesce(good.queued_at, '-infinity')
     where ${condition}
     group by f.connection_id`.execute(db);
  return new Map(rows.map(({ connection_id: id, nights, since }) => [id, { nights, since }]));
}
