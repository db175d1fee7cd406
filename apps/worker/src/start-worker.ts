import { setTimeout as delay } from "node:timers/promises";
import type { WorkerParts } from "./compose.ts";
import { startQueueRunner, type QueueRunner, type WorkerOptions } from "./queue-runner.ts";

export interface Worker {
  /** Takes no more jobs, hands its runs back, and waits for what is under way. */
  stop(): Promise<void>;
}

const RESTART_DELAYS_MS = [100, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * Works until it is stopped. Where the queue breaks, as it does when the database goes away while a job ends, its runs are handed
 * back or taken over, and it begins again as soon as the database answers.
 *
 * @throws where the database does not answer at the very beginning
 */
export async function startWorker(parts: WorkerParts, options: WorkerOptions): Promise<Worker> {
  const stopping = new AbortController();
  let runner: QueueRunner | undefined = await startQueueRunner(parts, options);
  const supervised = supervise(runner);
  return {
    async stop() {
      stopping.abort();
      // One that is ending by itself cannot be stopped; it is waited for all the same.
      await runner?.stop().catch((error: unknown) => parts.logger.warn({ err: error }, "the queue did not stop in order"));
      await supervised;
    },
  };

  async function supervise(first: QueueRunner): Promise<void> {
    for (let current: QueueRunner | undefined = first; current !== undefined; current = await restart()) {
      const trouble = await current.ended.then(
        () => undefined,
        (error: unknown) => error,
      );
      runner = undefined;
      if (stopping.signal.aborted) return;
      parts.logger.error({ err: trouble }, "the queue broke off: it begins again when the database answers");
    }
  }

  async function restart(): Promise<QueueRunner | undefined> {
    for (let failures = 0; ; failures += 1) {
      const delayMs = RESTART_DELAYS_MS[failures] ?? RESTART_DELAYS_MS.at(-1);
      await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      try {
        const started = await startQueueRunner(parts, options);
        // Asked to end while it was starting: nobody else knows of it yet.
        if (stopping.signal.aborted) await started.stop();
        else runner = started;
        parts.logger.info("the queue is back");
        return started;
      } catch (error) {
        parts.logger.warn({ err: error }, "the queue cannot begin yet");
      }
    }
  }
}
