import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@integrations/database";
import { createMeter, watchPool, type Meter } from "@integrations/metrics";
import { readOperations, type Operations, type RunEvent, type ServiceContext } from "@integrations/services";

/** Below the usual patience of whoever reads the metrics (10 s), so that a database that hangs is told too. */
const DATABASE_PATIENCE_MS = 5_000;

/** A worker's metrics. What is read from the database is the same whichever worker is asked. */
export function createWorkerMeter(context: Pick<ServiceContext, "clock" | "logger"> & { readonly database: Database }): Meter {
  const meter = createMeter("worker");
  watchPool(meter, context.database.pool);
  meter.beforeReading(async () => {
    const operations = await readInTime(context);
    meter.set("database_up", {}, operations === null ? 0 : 1);
    if (operations === null) forgetOperations(meter);
    else tellOperations(meter, operations);
  });
  return meter;
}

/** Counts what a run was and did. Previews change nothing, so their lines are not counted. */
export function observeRun(meter: Meter, event: RunEvent): void {
  const { providerId: provider, trigger } = event;
  switch (event.kind) {
    case "begun":
      meter.observe("run_start_delay_seconds", { trigger }, event.delayMs / 1000);
      if (event.takenOver) meter.count("runs_taken_over_total", { provider });
      return;
    case "put_off":
      meter.count("runs_put_off_total", { provider, reason: event.reason });
      return;
    case "ended": {
      meter.count("runs_ended_total", { provider, trigger, status: event.status, reason: event.reason ?? "" });
      meter.observe("run_duration_seconds", { provider, trigger }, event.durationMs / 1000);
      if (trigger === "preview") return;
      for (const outcome of ["unchanged", "set", "added", "skipped", "held", "failed"] as const) {
        if (event.counts[outcome] > 0) meter.count("run_changes_total", { provider, outcome }, event.counts[outcome]);
      }
      for (const [reason, count] of event.problems) meter.count("run_problems_total", { provider, reason }, count);
    }
  }
}

async function readInTime(context: Parameters<typeof createWorkerMeter>[0]): Promise<Operations | null> {
  try {
    return await Promise.race([readOperations(context), delay(DATABASE_PATIENCE_MS, null, { ref: false })]);
  } catch (error) {
    context.logger.warn({ err: error }, "the state of runs and queue could not be read for the metrics");
    return null;
  }
}

function tellOperations(meter: Meter, { at, runs, connections, queue }: Operations): void {
  const ageOf = (since: Date | null): number => (since === null ? 0 : Math.max(0, at.getTime() - since.getTime()) / 1000);
  for (const status of ["queued", "running", "held"] as const) meter.set("runs_unfinished", { status }, runs[status]);
  meter.set("runs_abandoned", {}, runs.abandoned);
  meter.set("night_oldest_unfinished_age_seconds", {}, ageOf(runs.oldestNightQueuedAt));
  if (queue.lastNightAt !== null) meter.set("night_last_begun_timestamp_seconds", {}, queue.lastNightAt.getTime() / 1000);
  meter.set("queue_jobs", { state: "ready" }, queue.ready);
  meter.set("queue_jobs", { state: "waiting" }, queue.waiting);
  meter.set("queue_jobs", { state: "locked" }, queue.locked);
  meter.set("queue_jobs", { state: "given_up" }, queue.givenUp);
  meter.set("queue_oldest_job_age_seconds", {}, ageOf(queue.oldestReadyAt));
  for (const status of ["active", "paused", "attention"] as const) meter.set("connections", { status }, connections[status]);
  meter.set("connections_failing", {}, connections.failing);
}

function forgetOperations(meter: Meter): void {
  const names = [
    "runs_unfinished",
    "runs_abandoned",
    "night_oldest_unfinished_age_seconds",
    "night_last_begun_timestamp_seconds",
    "queue_jobs",
    "queue_oldest_job_age_seconds",
    "connections",
    "connections_failing",
  ] as const;
  for (const name of names) meter.forget(name);
}
