/**
 * Calls `work` for each item, at most `concurrency` at once, and yields the results as they come. At most that many are
 * under way or waiting to be taken, so that a slow reader holds the work up instead of filling the memory.
 *
 * The first error ends it: nothing more is begun, and the error is thrown. What was under way is waited for, also where
 * the reader leaves early.
 */
export async function* mapConcurrently<Item, Result>(
  items: Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const source = items[Symbol.iterator]();
  const running = new Set<Promise<void>>();
  const done: Array<Settled<Result>> = [];
  const state = { ended: false, wake: (): void => undefined };

  const beginNext = (): void => {
    const next = source.next();
    if (next.done === true) {
      state.ended = true;
      return;
    }
    const task: Promise<void> = work(next.value)
      .then(
        (result) => void done.push({ ok: true, result }),
        (error: unknown) => {
          state.ended = true;
          done.push({ ok: false, error });
        },
      )
      .then(() => {
        running.delete(task);
        state.wake();
      });
    running.add(task);
  };

  try {
    for (;;) {
      while (!state.ended && running.size + done.length < concurrency) beginNext();
      const settled = done.shift();
      if (settled === undefined) {
        if (running.size === 0) return;
        // Not `Promise.race`: it would hang one more reaction on each of them, for every result.
        await new Promise<void>((resolve) => (state.wake = resolve));
      } else if (settled.ok) {
        yield settled.result;
      } else {
        throw settled.error;
      }
    }
  } finally {
    await Promise.all(running);
  }
}

type Settled<Result> = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };
