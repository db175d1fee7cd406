import { createTestClock, type TestClock } from "@integrations/provider-kit/testing";

/** The one clock of platform and ConnectWise. A wait is over at once and moves it, so that patience costs no real time. */
export interface WorldClock extends TestClock {
  /** Called at the beginning of each wait; what it returns is waited for. */
  onSleep: (ms: number) => unknown;
  /** Moves on to this time; never back. */
  moveTo(at: Date): void;
}

export function createWorldClock(startAt: Date): WorldClock {
  const inner = createTestClock({ startAt, auto: true });
  const clock: WorldClock = {
    now: () => inner.now(),
    onSleep: () => undefined,
    sleep: async (ms, signal) => {
      await clock.onSleep(ms);
      await inner.sleep(ms, signal);
    },
    advance: (ms) => inner.advance(ms),
    set: (at) => inner.set(at),
    moveTo: (at) => {
      if (at > inner.now()) inner.set(at);
    },
    get sleeping() {
      return inner.sleeping;
    },
    get sleeps() {
      return inner.sleeps;
    },
  };
  return clock;
}
