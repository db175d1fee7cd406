import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

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

/** The next active connections by id, of all partners. */
export async function listActiveConnectionIds(db: Db, after: string | null, limit: number): Promise<string[]> {
  let select = db.selectFrom("connections").select("id").where("status", "=", "active").orderBy("id").limit(limit);
  if (after !== null) select = select.where("id", ">", after);
  return (await select.execute()).map((row) => row.id);
}

/** @returns how many were removed, at most `limit`; their changes go with them */
export async function deleteRunsBefore(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from runs where id in (
      select id from runs where finished_at < ${before} and status not in ('queued', 'running', 'held') order by finished_at limit ${limit}
    ) returning id`.execute(db);
  return rows.length;
}
