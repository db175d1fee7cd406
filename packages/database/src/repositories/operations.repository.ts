import { sql } from "kysely";
import type { Db } from "../client.ts";

/** How the runs and connections of the whole installation stand. */
export interface RunsInOperation {
  readonly queued: number;
  readonly running: number;
  readonly held: number;
  /** Running ones whose lease has expired. */
  readonly abandoned: number;
  /** When the oldest run of a night that is not done was queued; null where all are done. */
  readonly oldestNightQueuedAt: Date | null;
}

export async function readRunsInOperation(db: Db, now: Date): Promise<RunsInOperation> {
  const { rows } = await sql<RunsInOperation>`
    select
      count(*) filter (where status = 'queued') as queued,
      count(*) filter (where status = 'running') as running,
      count(*) filter (where status = 'held') as held,
      count(*) filter (where status = 'running' and lease_expires_at <= ${now}) as abandoned,
      min(queued_at) filter (where night is not null and status <> 'held') as "oldestNightQueuedAt"
      from runs where status in ('queued', 'running', 'held')`.execute(db);
  return rows[0] ?? { queued: 0, running: 0, held: 0, abandoned: 0, oldestNightQueuedAt: null };
}

export interface ConnectionsInOperation {
  readonly active: number;
  readonly paused: number;
  readonly attention: number;
  /** Those that are not paused and whose last three nights failed. */
  readonly failing: number;
}

export async function readConnectionsInOperation(db: Db): Promise<ConnectionsInOperation> {
  const { rows } = await sql<ConnectionsInOperation>`
    select
      count(*) filter (where c.status = 'active') as active,
      count(*) filter (where c.status = 'paused') as paused,
      count(*) filter (where c.status = 'attention') as attention,
      count(*) filter (where c.status <> 'paused' and last.failed = 3) as failing
      from connections c
      cross join lateral (
        select count(*) filter (where night.status = 'failed') as failed from (
          select r.status from runs r
           where r.connection_id = c.id and r.night is not null and r.status not in ('queued', 'running')
           order by r.night desc limit 3
        ) night
      ) last`.execute(db);
  return rows[0] ?? { active: 0, paused: 0, attention: 0, failing: 0 };
}
