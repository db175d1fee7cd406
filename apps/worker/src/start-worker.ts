import { crontab, runJob, sweepJob, taskListOf } from "@integrations/jobs";
import { run, type TaskList } from "graphile-worker";
import type { WorkerParts } from "./compose.ts";
import { handlersOf } from "./handlers.ts";
import { patientPool } from "./process/patient-pool.ts";
import { queueLogger } from "./process/queue-logger.ts";

export interface WorkerOptions {
  /** Everything by the clock, or only runs that are queued by somebody. */
  readonly does: "everything" | "queued runs";
}

export interface Worker {
  /** Settles when it ends by itself, which it does only where it cannot go on. */
  readonly ended: Promise<void>;
  /** Takes no more jobs, hands its runs back, and waits for what is under way. */
  stop(): Promise<void>;
}

export async function startWorker(parts: WorkerParts, options: WorkerOptions): Promise<Worker> {
  const { configuration, database, logger } = parts;
  const shutdown = new AbortController();
  const tasks = taskListOf(handlersOf(parts, shutdown.signal));
  const everything = options.does === "everything";
  const runner = await run({
    pgPool: patientPool(database.pool),
    logger: queueLogger(logger),
    concurrency: configuration.workerConcurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    taskList: everything ? tasks : only(tasks, [runJob.name, sweepJob.name]),
    parsedCronItems: everything ? crontab({ nightlyCron: configuration.nightlyCron }) : [],
  });
  return {
    ended: runner.promise,
    async stop() {
      // First the one, so that what is handed back is not taken up again here.
      const stopped = runner.stop();
      shutdown.abort();
      await stopped;
    },
  };
}

function only(tasks: TaskList, names: readonly string[]): TaskList {
  return Object.fromEntries(Object.entries(tasks).filter(([name]) => names.includes(name)));
}
