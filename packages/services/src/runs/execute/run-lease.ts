import type { Clock } from "@integrations/core";
import { renewLease, type Db, type LeaseRenewal, type RunFence, type RunProgress } from "@integrations/database";
import type { RunTimes } from "./run-times.ts";

export interface RunLeaseOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly times: RunTimes;
  readonly fence: RunFence;
  /** When the claim was sent. */
  readonly claimedAt: Date;
  readonly progress: () => RunProgress;
  readonly onRenewed: (renewal: LeaseRenewal) => void;
  /** Somebody else has it, or it could not be renewed for too long. */
  readonly onLost: () => void;
  readonly onError: (error: unknown) => void;
}

const TICKS_TO_ANSWER = 1;

/** Keeps the lease of one run alive and knows when it can no longer be trusted. */
export class RunLease {
  readonly #options: RunLeaseOptions;
  #renewedAtMs: number;
  #renewal: Promise<boolean> | undefined;
  #ticksInDoubt = 0;

  constructor(options: RunLeaseOptions) {
    this.#options = options;
    this.#renewedAtMs = options.claimedAt.getTime();
  }

  /** By the clock; counts from before the renewal was sent, as its expiry does. */
  get ageMs(): number {
    return this.#options.clock.now().getTime() - this.#renewedAtMs;
  }

  /** Renews it, or joins the renewal that is under way. @returns whether it was renewed */
  renew(): Promise<boolean> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = undefined;
      this.#ticksInDoubt = 0;
    });
    return this.#renewal;
  }

  /** Once no renewal is under way. */
  async idle(): Promise<void> {
    await this.#renewal;
  }

  /**
   * To be called again and again. A renewal that hangs is not waited for longer than the lease can be trusted; but where the time
   * jumped (a process that was asleep, a clock that was set), it is given a tick to say what is the case.
   */
  tick(): void {
    const { times, onLost } = this.#options;
    if (this.#renewal === undefined) {
      if (this.ageMs >= times.beatMs) void this.renew();
    } else if (this.ageMs >= times.doubtMs) {
      this.#ticksInDoubt += 1;
      if (this.#ticksInDoubt > TICKS_TO_ANSWER) onLost();
    }
  }

  async #renewOnce(): Promise<boolean> {
    const { db, clock, times, fence, progress, onRenewed, onLost, onError } = this.#options;
    const beginsAtMs = clock.now().getTime();
    try {
      const renewal = await renewLease(db, fence, { leaseExpiresAt: new Date(beginsAtMs + times.leaseMs), progress: progress() });
      if (renewal === undefined) {
        onLost();
        return false;
      }
      this.#renewedAtMs = beginsAtMs;
      onRenewed(renewal);
      return true;
    } catch (error) {
      onError(error);
      if (this.ageMs >= times.doubtMs) onLost();
      return false;
    }
  }
}
