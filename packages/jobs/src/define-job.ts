import type { z } from "zod";

/** A kind of work for the queue: what it is called, what it is given, and its limits. */
export interface Job<Name extends string = string, Payload extends object = object> {
  /** Stored with every queued job, so it never changes. */
  readonly name: Name;
  /** Parsed when enqueued and again when run, since rows of an earlier release may still be waiting. */
  readonly payload: z.ZodType<Payload>;
  /** How often it is tried in all. Between two tries the queue waits e^attempt seconds. */
  readonly maxAttempts: number;
  /** A lock older than this belongs to a worker that died; see `releaseStuckJobs`. */
  readonly stuckAfterMs: number;
  /** What follows from the payload. */
  readonly spec: (payload: Payload) => JobSpec;
}

export interface JobSpec {
  /** At most one waiting job has this key. */
  readonly key?: string;
  /**
   * What happens to a job that has the key already.
   * - `keep`: it stays as it is, waiting, under way or given up; nothing is added. For work that would be the same again.
   * - `replace`: a waiting one gets the new payload and time. One under way is never tried again and a new one is added
   *   beside it; both may run at once, so what they do needs a lock of its own.
   */
  readonly ifQueued?: IfQueued;
  /** The lower number goes first; 0 where left out. */
  readonly priority?: number;
}

export type IfQueued = "keep" | "replace";

/** The payload a job takes. */
export type PayloadOf<AnyJob> = AnyJob extends Job<string, infer Payload> ? Payload : never;

export function defineJob<const Name extends string, Payload extends object>(job: Job<Name, Payload>): Job<Name, Payload> {
  return job;
}
