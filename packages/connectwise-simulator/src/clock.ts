/** Where the simulator takes the time from: statuses, defaults of dates, `Retry-After` dates, rate limit windows. */
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

/** `2026-03-01T00:00:00Z`: how ConnectWise writes a date-time, without fractions of a second. */
export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Midnight UTC of the day of this time, as ConnectWise writes dates without a time. */
export function wireDay(time: Date): string {
  return `${time.toISOString().slice(0, 10)}T00:00:00Z`;
}
