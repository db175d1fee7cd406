import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";
import { toRun, type RunRecord } from "./run.repository.ts";

/** What a connection holds, and what removing it loses. */
export interface ConnectionHoldings {
  readonly mappings: number;
  readonly assignments: number;
  /** Lines remembered from earlier runs. */
  readonly keptLines: number;
  readonly unmapRequests: number;
  /** Runs that are queued, running or held. */
  readonly unfinishedRuns: number;
}

export async function countHoldings(db: Db | Trx, connectionId: string): Promise<ConnectionHoldings> {
  const { rows } = await sql<ConnectionHoldings>`
    select
      (select count(*) from mappings where connection_id = ${connectionId}) as mappings,
      (select count(*) from assignments where connection_id = ${connectionId}) as assignments,
      (select count(*) from kept_lines where connection_id = ${connectionId}) as "keptLines",
      (select count(*) from unmap_requests where connection_id = ${connectionId} and closed_at is null) as "unmapRequests",
      (select count(*) from runs where connection_id = ${connectionId} and status in ('queued', 'running', 'held')) as "unfinishedRuns"`.execute(
    db,
  );
  return rows[0] ?? { mappings: 0, assignments: 0, keptLines: 0, unmapRequests: 0, unfinishedRuns: 0 };
}

/** The last run of each of a partner's connections that was no preview, by connection id. */
export async function listLastRuns(db: Db | Trx, partnerId: string): Promise<Map<string, RunRecord>> {
  const rows = await db
    .selectFrom("connections")
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom("runs")
          .selectAll("runs")
          .whereRef("runs.connection_id", "=", "connections.id")
          .whereRef("runs.provider_id", "=", "connections.provider_id")
          .where("runs.partner_id", "=", partnerId)
          .where("runs.trigger", "<>", "preview")
          .orderBy("runs.queued_at", "desc")
          .orderBy("runs.id", "desc")
          .limit(1)
          .as("last_run"),
      (join) => join.onTrue(),
    )
    .selectAll("last_run")
    .where("connections.partner_id", "=", partnerId)
    .execute();
  return new Map(rows.map((row) => [row.connection_id, toRun(row)]));
}
