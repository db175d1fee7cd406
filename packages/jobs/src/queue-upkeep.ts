import { sql, type QueryExecutorProvider } from "kysely";
import { JOBS } from "./jobs.ts";

export interface ReleaseOptions {
  readonly now: Date;
  /** Keys of jobs known to be under way, such as those of runs with a living lease. */
  readonly exceptKeys: readonly string[];
}

/**
 * Frees the jobs that have been locked for longer than their kind can take, so that another worker does them, and answers
 * with their ids. The queue does so by itself only after 4 hours, and it has no heartbeat that tells a dead worker from a
 * busy one; hence a job freed by mistake must do no harm when run twice.
 */
export async function releaseStuckJobs(db: QueryExecutorProvider, { now, exceptKeys }: ReleaseOptions): Promise<string[]> {
  const limits = Object.values(JOBS).map((job) => ({ name: job.name, locked_before: new Date(now.getTime() - job.stuckAfterMs) }));
  // The library's own functions refuse to touch a lock younger than those 4 hours, or free all jobs of a worker.
  const { rows } = await sql<{ id: string }>`
    update graphile_worker._private_jobs as jobs
    set locked_at = null, locked_by = null, run_at = greatest(jobs.run_at, ${now}), updated_at = now()
    from json_to_recordset(${JSON.stringify(limits)}::json) as limits(name text, locked_before timestamptz)
    join graphile_worker._private_tasks as tasks on tasks.identifier = limits.name
    where jobs.task_id = tasks.id
      and jobs.locked_at < limits.locked_before
      and (jobs.key is null or jobs.key <> all(${[...exceptKeys]}::text[]))
    returning jobs.id::text as id`.execute(db);
  return rows.map((row) => row.id);
}

/** Removes jobs that were given up before this time, and answers how many. Until then they tell what went wrong. */
export async function deleteGivenUpJobs(db: QueryExecutorProvider, before: Date): Promise<number> {
  const { rows } = await sql`
    select graphile_worker.complete_jobs(array_agg(id))
    from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null and updated_at < ${before}
    having count(*) > 0`.execute(db);
  return rows.length;
}
