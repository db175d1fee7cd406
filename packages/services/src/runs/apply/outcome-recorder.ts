import type { ProviderError } from "@integrations/core";
import { keepLines, saveChangeResults, type ChangeResult, type LineToKeep } from "@integrations/database";
import type { RunWork } from "../execute/run-job.ts";
import { RunStopped } from "../execute/run-stop.ts";

/** What became of one planned write. */
export interface WriteResult extends ChangeResult {
  /** The line to remember, where one is known to be there. */
  readonly keep: LineToKeep | null;
  /** What the provider answered in the end, where that was an error. */
  readonly trouble?: ProviderError | undefined;
}

const FLUSH_AT = 200;
/** Of a database that does answer. */
const MOST_FAILURES = 3;

/**
 * Records results in batches, so that a run with many changes costs few statements. What a crash takes with it is found out by
 * the worker that goes on: the rows are there as planned.
 */
export class OutcomeRecorder {
  readonly #work: RunWork;
  #waiting: WriteResult[] = [];
  #waitingSinceMs = 0;
  #flushing: Promise<void> | undefined;

  constructor(work: RunWork) {
    this.#work = work;
    work.control.onTick(() => this.#flushOld());
  }

  async add(result: WriteResult): Promise<void> {
    if (this.#waiting.length === 0) this.#waitingSinceMs = this.#nowMs();
    this.#waiting.push(result);
    this.#work.control.progress.writesDone += 1;
    if (this.#waiting.length >= FLUSH_AT) await this.flush().catch((error: unknown) => this.#warn(error));
  }

  /** Records what waits, and what came while it did. Results that could not be stored wait for the next time. */
  async flush(): Promise<void> {
    await this.#flushing;
    if (this.#waiting.length === 0) return;
    this.#flushing = this.#flushOnce().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /**
   * The same at the end, when nothing comes after it: where the database is away, waits for it as long as the lease can be trusted.
   * @throws RunStopped
   */
  async flushPatiently(): Promise<void> {
    const { control } = this.#work;
    let failures = 0;
    // What is on its way to the database is waited for as well: a run that ends before it would leave it behind.
    while (this.#waiting.length > 0 || this.#flushing !== undefined) {
      // Whoever has the lease now finds these results out for itself.
      if (control.stopped?.kind === "lease_lost") throw new RunStopped(control.stopped);
      try {
        await this.flush();
      } catch (error) {
        failures += 1;
        if (failures === MOST_FAILURES) throw error;
        this.#warn(error);
        await control.outlastDatabase();
      }
    }
  }

  async #flushOnce(): Promise<void> {
    const { context, control, loadedAt } = this.#work;
    const results = this.#waiting;
    this.#waiting = [];
    const at = context.clock.now();
    const keep = results.flatMap((result) => result.keep ?? []);
    try {
      const stored = await context.database.transaction(async (trx) => {
        if (!(await saveChangeResults(trx, control.fence, results, at))) return false;
        // Where the connection was removed meanwhile there is nothing to keep lines for; the history stays.
        if (keep.length > 0) await keepLines(trx, control.fence, keep, { at, decidedBefore: loadedAt });
        return true;
      });
      if (!stored) control.stop({ kind: "lease_lost" });
    } catch (error) {
      this.#waiting = [...results, ...this.#waiting];
      throw error;
    }
  }

  #flushOld(): void {
    const { times } = this.#work;
    if (this.#waiting.length === 0 || this.#flushing !== undefined) return;
    if (this.#nowMs() - this.#waitingSinceMs < times.recordMs) return;
    this.flush().catch((error: unknown) => this.#warn(error));
  }

  #warn(error: unknown): void {
    const { context, run } = this.#work;
    context.logger.warn({ runId: run.id, err: error }, "results could not be recorded yet");
  }

  #nowMs(): number {
    return this.#work.context.clock.now().getTime();
  }
}
