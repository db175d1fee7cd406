import type { JobHelpers, TaskList } from "graphile-worker";
import type { Job, PayloadOf } from "./define-job.ts";
import { JOBS, type JobName } from "./jobs.ts";
import { parsePayload } from "./parse-payload.ts";

/** One handler for every kind of job. Throwing means "try again, as long as there are attempts left". */
export type JobHandlers = {
  readonly [Name in JobName]: JobHandler<PayloadOf<(typeof JOBS)[Name]>>;
};

export type JobHandler<Payload> = (payload: Payload, context: JobContext) => Promise<void>;

export interface JobContext {
  readonly jobId: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Aborted when the worker shuts down: finish the step at hand and return or throw. */
  readonly signal: AbortSignal;
}

/** The handlers as the worker takes them; each payload is parsed before its handler sees it. */
export function taskListOf(handlers: JobHandlers): TaskList {
  const {
    "integration:nightly-fanout": fanout,
    "integration:run": run,
    "integration:sweep": sweep,
    "integration:purge-history": purge,
    "integration:deliver-notice": deliver,
    "integration:notice-upkeep": upkeep,
    "integration:weekly-digest": digest,
  } = JOBS;
  return {
    [fanout.name]: task(fanout, handlers[fanout.name]),
    [run.name]: task(run, handlers[run.name]),
    [sweep.name]: task(sweep, handlers[sweep.name]),
    [purge.name]: task(purge, handlers[purge.name]),
    [deliver.name]: task(deliver, handlers[deliver.name]),
    [upkeep.name]: task(upkeep, handlers[upkeep.name]),
    [digest.name]: task(digest, handlers[digest.name]),
  };
}

function task<Payload extends object>(job: Job<string, Payload>, handler: JobHandler<Payload>) {
  return async (payload: unknown, helpers: JobHelpers): Promise<void> => {
    await handler(parsePayload(job, payload), {
      // A number where the pool reads int8 as one.
      jobId: String(helpers.job.id),
      attempt: helpers.job.attempts,
      isLastAttempt: helpers.job.attempts >= helpers.job.max_attempts,
      signal: helpers.abortSignal,
    });
  };
}
