import type { LocalDate } from "@integrations/core";
import { z } from "zod";
import { defineJob } from "./define-job.ts";

const nightOfConnection = z.object({
  connectionId: z.guid(),
  /** `YYYY-MM-DD` in UTC. */
  night: z.iso.date(),
});

const knownRun = z.object({ runId: z.guid() });

/**
 * One run over one connection: the cron's night of a connection, or a run whose row exists already.
 *
 * The row in `runs` is the truth, and its lease, renewed by a heartbeat, lets one worker at a time carry it out. The queue
 * only wakes somebody up, so a job too many does no harm and one too few is made good by the sweep. No queue name is used to
 * run a connection's jobs one after another: the queue frees the lock of a killed worker after 4 hours, and until then every
 * later job of that name would wait.
 */
export const runJob = defineJob({
  name: "integration:run",
  payload: z.union([knownRun, nightOfConnection]),
  // The provider's passing troubles are retried inside the run, call by call. These are for a database that went away.
  maxAttempts: 4,
  // A worker takes the run's lease within seconds; jobs of runs with a living lease are left out of the release.
  stuckAfterMs: 3 * 60_000,
  spec: (payload) =>
    "runId" in payload
      ? // Asked for again (released, taken over): whatever holds the key is waiting or dead.
        { key: runKey(payload.runId), ifQueued: "replace" }
      : // The same night again is the same work. A person's run goes before the nightly crowd.
        { key: nightRunKey(payload.connectionId, payload.night), ifQueued: "keep", priority: NIGHTLY_PRIORITY },
});

/** Of a night's run; what a person waits for has 0 and goes first. */
export const NIGHTLY_PRIORITY = 10;

/** Key of the job that carries out this run. */
export function runKey(runId: string): string {
  return `run:${runId}`;
}

/** Key of the job for a connection's night. */
export function nightRunKey(connectionId: string, night: LocalDate): string {
  return `run:${connectionId}:${night}`;
}
