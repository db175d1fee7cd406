/** Where a simulator takes the time from: defaults of dates, `Retry-After` dates, windows of its limits. */
export interface SimulatorClock {
  now(): Date;
}

export const systemClock: SimulatorClock = { now: () => new Date() };

/** A clock that goes on ticking, but can be set to another time while the server runs. */
export class AdjustableClock implements SimulatorClock {
  #offsetMs = 0;
  readonly #base: SimulatorClock;

  constructor(base: SimulatorClock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#offsetMs);
  }

  /** From now on it is this time, and time goes on from there. */
  set(time: Date): void {
    this.#offsetMs = time.getTime() - this.#base.now().getTime();
  }

  reset(): void {
    this.#offsetMs = 0;
  }
}
