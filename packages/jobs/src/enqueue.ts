import { sql, type Transaction } from "kysely";
import type { IfQueued, Job } from "./define-job.ts";
import { parsePayload } from "./parse-payload.ts";

export interface EnqueueOptions {
  /** Not before this time; at once where left out. */
  readonly runAt?: Date;
  /** Instead of the job's own; null for none. */
  readonly jobKey?: string | null;
  readonly ifQueued?: IfQueued;
  readonly priority?: number;
}

export interface EnqueuedJob {
  readonly id: string;
  /** False where a job with the same key was there already, kept or changed. */
  readonly isNew: boolean;
}

/**
 * Adds a job inside the caller's transaction: it exists if and only if the transaction is committed, and no worker sees it
 * earlier.
 *
 * @throws JobPayloadError
 */
export async function enqueue<Tables, Payload extends object>(
  trx: Transaction<Tables>,
  job: Job<string, Payload>,
  payload: Payload,
  options: EnqueueOptions = {},
): Promise<EnqueuedJob> {
  const [added] = await enqueueMany(trx, job, [{ ...options, payload }]);
  if (added === undefined) throw new Error(`The queue gave no answer for ${job.name}.`);
  return added;
}

/** Adds many jobs of one kind with one statement, and answers in their order. All payloads are looked at before any is added. */
export async function enqueueMany<Tables, Payload extends object>(
  trx: Transaction<Tables>,
  job: Job<string, Payload>,
  items: ReadonlyArray<EnqueueOptions & { readonly payload: Payload }>,
): Promise<EnqueuedJob[]> {
  const rows = items.map((item) => toRow(job, item));
  const added = await addJobs(trx, job, rows);
  for (const [index, answer] of added.entries()) {
    // No id: a worker took the job that had the key while the queue was about to replace it. It is under way by now.
    if (answer.id === null) added.splice(index, 1, ...(await addJobs(trx, job, rows.slice(index, index + 1))));
  }
  return added.map(({ id, revision }) => {
    if (id === null) throw new Error(`The queue did not take a job ${job.name}.`);
    return { id, isNew: revision === 0 };
  });
}

interface AddedRow {
  readonly id: string | null;
  readonly revision: number | null;
}

async function addJobs<Tables>(
  trx: Transaction<Tables>,
  job: Pick<Job, "name" | "maxAttempts">,
  items: readonly JobRow[],
): Promise<AddedRow[]> {
  const { rows } = await sql<AddedRow>`
    select added.id::text as id, added.revision
    from json_to_recordset(${JSON.stringify(items.map((item, index) => ({ ...item, index })))}::json) as item(
      index integer, payload json, run_at timestamptz, job_key text, job_key_mode text, priority integer
    )
    cross join lateral graphile_worker.add_job(
      identifier => ${job.name}::text,
      payload => item.payload,
      run_at => item.run_at,
      max_attempts => ${job.maxAttempts}::integer,
      job_key => item.job_key,
      priority => item.priority,
      job_key_mode => item.job_key_mode
    ) as added
    order by item.index`.execute(trx);
  return rows;
}

type JobRow = ReturnType<typeof toRow>;

// The queue's own words: its "unsafe_dedupe" is unsafe for work that must follow the latest state, which nothing marked "keep" is.
const MODES = { keep: "unsafe_dedupe", replace: "replace" } as const;

function toRow<Payload extends object>(job: Job<string, Payload>, item: EnqueueOptions & { readonly payload: Payload }) {
  const payload = parsePayload(job, item.payload);
  const spec = job.spec(payload);
  return {
    payload,
    run_at: item.runAt?.toISOString() ?? null,
    job_key: item.jobKey === undefined ? (spec.key ?? null) : item.jobKey,
    job_key_mode: MODES[item.ifQueued ?? spec.ifQueued ?? "replace"],
    priority: item.priority ?? spec.priority ?? 0,
  };
}
