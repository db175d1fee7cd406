import type { RunTrigger } from "@integrations/core";
import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { ConnectionKey } from "./connection.repository.ts";
import { toRun, type RunRecord } from "./run.repository.ts";

export interface NightPageQuery {
  /** `YYYY-MM-DD` in UTC. */
  readonly night: string;
  /** Id of the last connection of the page before. */
  readonly after: string | null;
  readonly limit: number;
  readonly queuedAt: Date;
  /** When the run of this connection is to begin. */
  readonly dueAtOf: (connectionId: string) => Date;
}

export interface NightRun {
  readonly runId: string;
  readonly connectionId: string;
}

export interface NightPage {
  /** The runs that were not there yet. */
  readonly runs: readonly NightRun[];
  /** Null where no further page follows. */
  readonly last: string | null;
}

/** Queues a night's run for the next active connections, where it is not queued yet. */
export async function insertNightRuns(trx: Trx, query: NightPageQuery): Promise<NightPage> {
  let select = trx.selectFrom("connections").select("id").where("status", "=", "active").orderBy("id").limit(query.limit);
  if (query.after !== null) select = select.where("id", ">", query.after);
  const ids = (await select.execute()).map((row) => row.id);
  if (ids.length === 0) return { runs: [], last: null };
  const { rows } = await sql<{ id: string; connection_id: string }>`
    insert into runs (partner_id, provider_id, connection_id, trigger, status, night, queued_at, due_at)
    select c.partner_id, c.provider_id, c.id, 'nightly', 'queued', ${query.night}::date, ${query.queuedAt}, due.at
      from unnest(${ids}::uuid[], ${ids.map(query.dueAtOf)}::timestamptz[]) as due (id, at)
      join connections c on c.id = due.id and c.status = 'active'
    on conflict (connection_id, night) where night is not null do nothing
    returning id, connection_id`.execute(trx);
  return {
    runs: rows.map((row) => ({ runId: row.id, connectionId: row.connection_id })),
    last: ids.length < query.limit ? null : (ids.at(-1) ?? null),
  };
}

export interface ActiveConnection extends ConnectionKey {
  readonly connectionId: string;
}

/** The next active connections by id, of all partners, whose rows are held until the transaction ends. */
export async function lockActiveConnections(trx: Trx, page: { after: string | null; limit: number }): Promise<ActiveConnection[]> {
  let select = trx
    .selectFrom("connections")
    .select(["id", "partner_id", "provider_id"])
    .where("status", "=", "active")
    .orderBy("id")
    .limit(page.limit)
    .forUpdate();
  if (page.after !== null) select = select.where("id", ">", page.after);
  const rows = await select.execute();
  return rows.map((row) => ({ connectionId: row.id, partnerId: row.partner_id, providerId: row.provider_id }));
}

/** For each connection the run over all of it that is under way, or else waits its turn, previews left out. */
export async function findRunsOfSameWork(trx: Trx, connectionIds: readonly string[]): Promise<RunRecord[]> {
  if (connectionIds.length === 0) return [];
  const rows = await trx
    .selectFrom("runs")
    .distinctOn("connection_id")
    .selectAll()
    .where("connection_id", "in", connectionIds)
    .where("status", "in", ["queued", "running"])
    .where("cancel_requested_at", "is", null)
    .where("trigger", "<>", "preview")
    .where("customer_id", "is", null)
    .orderBy("connection_id")
    .orderBy("status", "desc")
    .orderBy("queued_at")
    .orderBy("id")
    .execute();
  return rows.map(toRun);
}

/** Queues a run over all of each connection. */
export async function insertRuns(
  trx: Trx,
  connections: readonly ActiveConnection[],
  { trigger, queuedAt }: { readonly trigger: RunTrigger; readonly queuedAt: Date },
): Promise<RunRecord[]> {
  if (connections.length === 0) return [];
  const rows = await trx
    .insertInto("runs")
    .values(
      connections.map(({ connectionId, partnerId, providerId }) => ({
        partner_id: partnerId,
        provider_id: providerId,
        connection_id: connectionId,
        trigger,
        status: "queued" as const,
        queued_at: queuedAt,
        due_at: queuedAt,
      })),
    )
    .returningAll()
    .execute();
  return rows.map(toRun);
}

/** Lets runs that wait for a later time begin at this one. */
export async function saveRunsDueAt(trx: Trx, runIds: readonly string[], dueAt: Date): Promise<void> {
  await trx.updateTable("runs").set({ due_at: dueAt }).where("id", "in", runIds).execute();
}

/** @returns how many were removed, at most `limit`; their changes go with them */
export async function deleteRunsBefore(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from runs where id in (
      select id from runs where finished_at < ${before} and status not in ('queued', 'running', 'held') order by finished_at limit ${limit}
    ) returning id`.execute(db);
  return rows.length;
}
