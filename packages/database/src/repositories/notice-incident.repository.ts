import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { NoticeIncidentsTable } from "../schema/tables.ts";

/** A cause of trouble of a connection that has not gone away yet. */
export interface NoticeIncident {
  readonly connectionId: string;
  readonly partnerId: string;
  /** `run` where whole runs fail, else the code of the reason. */
  readonly cause: string;
  readonly openedAt: Date;
  readonly openedRunId: string;
  readonly lastRunId: string;
  /** Nights it was met in. */
  readonly nights: number;
  /** Nights as last told; 0 while nobody was told of it. */
  readonly noticedNights: number;
  readonly noticedAt: Date | null;
}

/** Held until the transaction ends. */
export async function lockIncidents(trx: Trx, connectionId: string): Promise<NoticeIncident[]> {
  const rows = await trx
    .selectFrom("notice_incidents")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .orderBy("cause")
    .forUpdate()
    .execute();
  return rows.map(toIncident);
}

export async function saveIncidents(trx: Trx, incidents: readonly NoticeIncident[]): Promise<void> {
  for (const incident of incidents) {
    const values = {
      last_run_id: incident.lastRunId,
      nights: incident.nights,
      noticed_nights: incident.noticedNights,
      noticed_at: incident.noticedAt,
    };
    await trx
      .insertInto("notice_incidents")
      .values({
        connection_id: incident.connectionId,
        partner_id: incident.partnerId,
        cause: incident.cause,
        opened_at: incident.openedAt,
        opened_run_id: incident.openedRunId,
        ...values,
      })
      .onConflict((conflict) => conflict.columns(["connection_id", "cause"]).doUpdateSet(values))
      .execute();
  }
}

export async function closeIncidents(trx: Trx, connectionId: string, causes: readonly string[]): Promise<void> {
  if (causes.length === 0) return;
  await trx
    .deleteFrom("notice_incidents")
    .where("connection_id", "=", connectionId)
    .where("cause", "in", [...causes])
    .execute();
}

/** Connections that stand still because of trouble, with whom no night tells any more that it goes on. */
export interface StandingIncident extends NoticeIncident {
  readonly providerId: string;
  readonly reason: string;
}

/** Those of connections in `attention` whose next notice is due: a first one after this time, later ones after that. */
export async function listStandingIncidents(
  db: Db | Trx,
  { onceBefore, againBefore, limit }: { readonly onceBefore: Date; readonly againBefore: Date; readonly limit: number },
): Promise<StandingIncident[]> {
  const rows = await db
    .selectFrom("notice_incidents as incident")
    .innerJoin("connections", "connections.id", "incident.connection_id")
    .selectAll("incident")
    .select(["connections.provider_id", sql<string>`coalesce(connections.attention_reason, 'connection_attention')`.as("reason")])
    .where("connections.status", "=", "attention")
    .where("incident.cause", "=", "run")
    .where((eb) =>
      eb.or([
        eb.and([eb("incident.noticed_nights", "<", 2), eb("incident.noticed_at", "<=", onceBefore)]),
        eb("incident.noticed_at", "<=", againBefore),
      ]),
    )
    .orderBy("incident.noticed_at")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toIncident(row), providerId: row.provider_id, reason: row.reason }));
}

function toIncident(row: Selectable<NoticeIncidentsTable>): NoticeIncident {
  return {
    connectionId: row.connection_id,
    partnerId: row.partner_id,
    cause: row.cause,
    openedAt: row.opened_at,
    openedRunId: row.opened_run_id,
    lastRunId: row.last_run_id,
    nights: row.nights,
    noticedNights: row.noticed_nights,
    noticedAt: row.noticed_at,
  };
}
