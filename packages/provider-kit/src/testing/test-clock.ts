import type { Clock } from "@integrations/core";

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  /** Moves on, waking sleepers in order, each at its own instant; what they start in turn is waited for a moment. */
  advance(ms: number): Promise<void>;
  /** Sets the time, also back, as a machine's clock may be set; sleepers whose time is past by then wake up. */
  set(at: Date): void;
  /** Sleepers under way, for a test that waits until something sleeps. */
  readonly sleeping: number;
  /** How long each sleep was asked for, in order. */
  readonly sleeps: readonly number[];
}

export interface TestClockOptions {
  readonly startAt?: Date;
  /**
   * True where a sleep is over at once and moves the clock by its length: waits then cost no time, and `sleeps` tells how
   * long they were.
   */
  readonly auto?: boolean;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export function createTestClock(options: TestClockOptions = {}): TestClock {
  let nowMs = (options.startAt ?? new Date("2026-03-10T02:00:00.000Z")).getTime();
  const sleepers = new Set<Sleeper>();
  const sleeps: number[] = [];

  const earliestUntil = (untilMs: number): Sleeper | undefined => {
    let found: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.atMs <= untilMs && (found === undefined || sleeper.atMs < found.atMs)) found = sleeper;
    }
    return found;
  };
  const wakeUntil = async (untilMs: number): Promise<void> => {
    for (let next = earliestUntil(untilMs); next !== undefined; next = earliestUntil(untilMs)) {
      nowMs = Math.max(nowMs, next.atMs);
      next.wake();
      await settle();
    }
  };

  return {
    now: () => new Date(nowMs),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      if (options.auto === true) {
        nowMs += Math.max(0, ms);
        await settle();
        signal?.throwIfAborted();
        return;
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const sleeper: Sleeper = { atMs: nowMs + Math.max(0, ms), wake: done };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", done, { once: true });
      });
      signal?.throwIfAborted();
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      await wakeUntil(untilMs);
      nowMs = Math.max(nowMs, untilMs);
    },
    set(at) {
      nowMs = at.getTime();
      for (const sleeper of sleepers) if (sleeper.atMs <= nowMs) sleeper.wake();
    },
    get sleeping() {
      return sleepers.size;
    },
    sleeps,
  };
}

/** Lets every promise that can go on without the outside world do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
