import { sql, type QueryExecutorProvider } from "kysely";

/** How the queue stands. */
export interface QueueState {
  /** Could be taken up now. */
  readonly ready: number;
  /** Their time has not come. */
  readonly waiting: number;
  /** Taken up by a worker. */
  readonly locked: number;
  /** Tried as often as their kind may be. */
  readonly givenUp: number;
  /** Since when the oldest ready one could have been taken up; null where none is. */
  readonly oldestReadyAt: Date | null;
  /** When the crontab last wanted a night; null before the first one. */
  readonly lastNightAt: Date | null;
}

export async function readQueue(db: QueryExecutorProvider, now: Date): Promise<QueueState> {
  const { rows } = await sql<QueueState>`
    select
      count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= ${now}) as ready,
      count(*) filter (where locked_at is null and attempts < max_attempts and run_at > ${now}) as waiting,
      count(*) filter (where locked_at is not null) as locked,
      count(*) filter (where locked_at is null and attempts >= max_attempts) as "givenUp",
      min(run_at) filter (where locked_at is null and attempts < max_attempts and run_at <= ${now}) as "oldestReadyAt",
      (select last_execution from graphile_worker._private_known_crontabs where identifier = 'nightly') as "lastNightAt"
      from graphile_worker.jobs`.execute(db);
  return rows[0] ?? { ready: 0, waiting: 0, locked: 0, givenUp: 0, oldestReadyAt: null, lastNightAt: null };
}
