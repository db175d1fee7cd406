import { crontab, runJob, sweepJob, taskListOf } from "@integrations/jobs";
import { run, type TaskList } from "graphile-worker";
import type { WorkerParts } from "./compose.ts";
import { handlersOf } from "./handlers.ts";
import { queueLogger } from "./process/queue-logger.ts";

export interface WorkerOptions {
  /** Everything by the clock, or only runs that are queued by somebody. */
  readonly does: "everything" | "queued runs";
}

/** Takes jobs off the queue until it is stopped or the queue can no longer be trusted to know what was done. */
export interface QueueRunner {
  /** Settles once nothing is under way any more; rejects where it ended by itself for a trouble it knows. */
  readonly ended: Promise<void>;
  /** Takes no more jobs, hands its runs back, and waits for what is under way. */
  stop(): Promise<void>;
}

/** @throws where the database does not answer */
export async function startQueueRunner(parts: WorkerParts, { does }: WorkerOptions): Promise<QueueRunner> {
  const { configuration, database, logger } = parts;
  const shutdown = new AbortController();
  const tasks = taskListOf(handlersOf(parts, shutdown.signal));
  const everything = does === "everything";
  const runner = await run({
    pgPool: database.pool,
    logger: queueLogger(logger),
    noHandleSignals: true,
    taskList: everything ? tasks : only(tasks, [runJob.name, sweepJob.name]),
    parsedCronItems: everything ? crontab({ nightlyCron: configuration.nightlyCron }) : [],
    preset: {
      worker: {
        concurrentJobs: configuration.workerConcurrency,
        pollInterval: 1_000,
        // Without a batch, a job whose end the database does not take would end the process by an unhandled rejection.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  // It ends only once its jobs have ended: where it has to end by itself, long runs must not keep everybody else waiting.
  runner.events.on("pool:gracefulShutdown", () => shutdown.abort());
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
