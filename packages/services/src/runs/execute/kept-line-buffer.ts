import type { LineToRemember, PairKey } from "@integrations/core";
import { forgetLines, keepLines } from "@integrations/database";
import type { RunWork } from "./run-job.ts";

/** Entries that may wait in memory; a first night remembers every line there is. */
const FLUSH_AT = 2000;

/**
 * Lines to remember or to forget although nothing is written to them. They are stored while the run still reads, so that they do
 * not pile up; a preview stores nothing.
 */
export class KeptLineBuffer {
  readonly #work: RunWork;
  #remember: LineToRemember[] = [];
  #forget: PairKey[] = [];

  constructor(work: RunWork) {
    this.#work = work;
  }

  async add(remember: readonly LineToRemember[], forget: readonly PairKey[]): Promise<void> {
    if (this.#work.run.trigger === "preview") return;
    this.#remember.push(...remember);
    this.#forget.push(...forget);
    if (this.#remember.length + this.#forget.length >= FLUSH_AT) await this.flush();
  }

  async flush(): Promise<void> {
    const { context, control, loadedAt } = this.#work;
    const { db } = context.database;
    const remember = this.#remember;
    const forget = this.#forget;
    this.#remember = [];
    this.#forget = [];
    if (remember.length > 0) {
      const lines = remember.map((line) => ({ ...line, writtenQuantity: null }));
      const kept = await keepLines(db, control.fence, lines, { at: context.clock.now(), decidedBefore: loadedAt });
      // Either the lease or the connection is gone; a look tells which.
      if (!kept) await control.lookNow();
    }
    if (forget.length > 0 && !(await forgetLines(db, control.fence, forget))) await control.lookNow();
  }
}
