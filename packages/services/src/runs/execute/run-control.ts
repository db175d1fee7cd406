import { setTimeout as delay } from "node:timers/promises";
import { ProviderError } from "@integrations/core";
import { NO_PROGRESS, type LeaseRenewal, type RunFence, type RunProgress } from "@integrations/database";
import type { ServiceContext } from "../../service-context.ts";
import { RunLease } from "./run-lease.ts";
import { RunStopped, StopSwitch, type RunStop } from "./run-stop.ts";
import type { RunTimes } from "./run-times.ts";

export interface RunControlOptions {
  readonly context: ServiceContext;
  readonly times: RunTimes;
  readonly fence: RunFence;
  readonly claimedAt: Date;
  /** Aborted when the worker is to end. */
  readonly shutdown: AbortSignal;
}

const CLOSE_PATIENCE_MS = 5_000;

/** Whether and how far a run may go on: its lease, and whatever may stop it. */
export class RunControl {
  readonly fence: RunFence;
  readonly progress: { -readonly [Key in keyof RunProgress]: number } = { ...NO_PROGRESS };
  /** Calls sent to the provider. */
  calls = 0;
  readonly #switch: StopSwitch;
  readonly #lease: RunLease;
  readonly #options: RunControlOptions;
  readonly #pulse: NodeJS.Timeout;
  readonly #onTick = new Set<() => void>();
  readonly #onShutdown = (): void => this.stop({ kind: "shutdown" });
  #fingerprint: string | undefined;
  #cancelRequested = false;
  #cancelHeeded = true;

  constructor(options: RunControlOptions) {
    const { context, times, fence, claimedAt, shutdown } = options;
    this.fence = fence;
    this.#options = options;
    this.#switch = new StopSwitch(times.graceMs);
    this.#lease = new RunLease({
      db: context.database.db,
      clock: context.clock,
      times,
      fence,
      claimedAt,
      progress: () => this.progress,
      onRenewed: (renewal) => this.#look(renewal),
      onLost: () => this.stop({ kind: "lease_lost" }),
      onError: (error) => context.logger.warn({ runId: fence.runId, err: error }, "the lease could not be renewed"),
    });
    // Ticks are real time and the decisions are the clock's: a clock that is moved by hand then needs nobody to wake sleepers.
    this.#pulse = setInterval(() => {
      this.#lease.tick();
      for (const listener of this.#onTick) listener();
    }, times.tickMs).unref();
    shutdown.addEventListener("abort", this.#onShutdown, { once: true });
    if (shutdown.aborted) this.#onShutdown();
  }

  /** Aborts with a `RunStopped` everything that is under way. */
  get signal(): AbortSignal {
    return this.#switch.signal;
  }

  get stopped(): RunStop | undefined {
    return this.#switch.stopped;
  }

  stop(stop: RunStop): void {
    this.#switch.stop(stop);
  }

  /** @throws RunStopped */
  throwIfStopped(): void {
    this.#switch.throwIfStopped();
  }

  /** From now on, stops where the connection is no longer the one the run was loaded from. */
  watchConnection(fingerprint: string): void {
    this.#fingerprint = fingerprint;
  }

  /** While what a dead worker did is being found out, a cancellation waits: the record must tell it. */
  holdCancellation(): void {
    this.#cancelHeeded = false;
  }

  heedCancellation(): void {
    this.#cancelHeeded = true;
    if (this.#cancelRequested) this.stop({ kind: "cancelled" });
  }

  requestCancellation(): void {
    this.#cancelRequested = true;
    if (this.#cancelHeeded) this.stop({ kind: "cancelled" });
  }

  onTick(listener: () => void): void {
    this.#onTick.add(listener);
  }

  /**
   * Before every call to the provider.
   * @throws RunStopped or, while writes are still let end, a ProviderError that nobody repeats
   */
  async beforeCall(): Promise<void> {
    await this.#renewOrWait(this.#options.times.doubtMs / 2);
    if (this.signal.aborted) throw this.signal.reason;
    if (this.stopped !== undefined) {
      throw new ProviderError({ code: "unavailable", retryable: false, message: `The run stops: ${this.stopped.kind}.` });
    }
    this.calls += 1;
  }

  /**
   * Begins a call that writes, after a look at lease, cancellation and connection that is fresh enough.
   * @throws RunStopped where it may not begin
   */
  async write<Result>(call: () => Promise<Result>): Promise<Result> {
    this.throwIfStopped();
    await this.#renewOrWait(this.#options.times.freshMs);
    return await this.#switch.whileWriting(call);
  }

  /** Looks at once. @throws RunStopped */
  async lookNow(): Promise<void> {
    await this.#renewOrWait(0);
    this.throwIfStopped();
  }

  /**
   * Waits until the database answers again, also while the run is stopping.
   * @throws RunStopped where the lease cannot be trusted any more
   */
  async outlastDatabase(): Promise<void> {
    while (this.stopped?.kind !== "lease_lost" && !(await this.#tryToRenew())) continue;
    if (this.stopped?.kind === "lease_lost") throw new RunStopped(this.stopped);
  }

  /** Leaves nothing under way behind, unless the database keeps it waiting for long. */
  async close(): Promise<void> {
    clearInterval(this.#pulse);
    this.#switch.close();
    this.#options.shutdown.removeEventListener("abort", this.#onShutdown);
    await Promise.race([this.#lease.idle(), delay(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** While the database does not answer, waits: until the lease is renewed or no longer to be trusted. */
  async #renewOrWait(maxAgeMs: number): Promise<void> {
    if (this.#lease.ageMs <= maxAgeMs && maxAgeMs > 0) return;
    while (this.stopped === undefined && !(await this.#tryToRenew())) continue;
  }

  /** Answers soon also where the database does not; where it fails, not at once, so that it is not asked all the time. */
  async #tryToRenew(): Promise<boolean> {
    const later = delay(this.#options.times.tickMs, false, { ref: false });
    if (await Promise.race([this.#lease.renew(), later])) return true;
    return await later;
  }

  #look(renewal: LeaseRenewal): void {
    if (renewal.cancelRequested) this.requestCancellation();
    if (this.#fingerprint === undefined) return;
    if (renewal.connection === null || renewal.connection.status === "paused") {
      this.stop({ kind: "connection_changed", detail: null });
    } else if (renewal.connection.status !== "active") {
      this.stop({ kind: "connection_changed", detail: "The integration was turned to attention while the update was under way." });
    } else if (renewal.connection.fingerprint !== this.#fingerprint) {
      this.stop({ kind: "connection_changed", detail: "The settings of the integration were changed while the update was under way." });
    }
  }
}
