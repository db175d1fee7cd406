import type { ProviderError } from "@integrations/core";

/** Why a run under way goes no further. */
export type RunStop =
  /** Another worker may carry it out by now: nothing is recorded any more. */
  | { readonly kind: "lease_lost" }
  /** This worker ends; another one goes on. */
  | { readonly kind: "shutdown" }
  | { readonly kind: "cancelled" }
  /** Removed, paused, or given other credentials. */
  | { readonly kind: "connection_changed"; readonly detail: string | null }
  /** The provider refuses the credentials, or does not answer any more. */
  | { readonly kind: "provider"; readonly error: ProviderError };

/** Thrown by whatever is under way when a run stops. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
  readonly stop: RunStop;

  constructor(stop: RunStop) {
    super(`The run stops: ${stop.kind}.`);
    this.stop = stop;
  }
}

/**
 * Stops a run in order: calls that write may end, everything else is aborted. Once the lease is lost, all of it is aborted at
 * once.
 */
export class StopSwitch {
  readonly #controller = new AbortController();
  readonly #graceMs: number;
  #stop: RunStop | undefined;
  #writesUnderWay = 0;
  #grace: NodeJS.Timeout | undefined;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Aborts with a `RunStopped`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stopped(): RunStop | undefined {
    return this.#stop;
  }

  /** The first reason counts, but for the loss of the lease. */
  stop(stop: RunStop): void {
    if (stop.kind === "lease_lost") {
      this.#stop = stop;
      this.#abort();
    }
    if (this.#stop !== undefined) return;
    this.#stop = stop;
    if (this.#writesUnderWay === 0) this.#abort();
    else this.#grace = setTimeout(() => this.#abort(), this.#graceMs).unref();
  }

  /** @throws RunStopped */
  throwIfStopped(): void {
    if (this.#stop !== undefined) throw new RunStopped(this.#stop);
  }

  /** A call that writes: is not begun after a stop, and is given time to end. */
  async whileWriting<Result>(call: () => Promise<Result>): Promise<Result> {
    this.throwIfStopped();
    this.#writesUnderWay += 1;
    try {
      return await call();
    } finally {
      this.#writesUnderWay -= 1;
      if (this.#stop !== undefined && this.#writesUnderWay === 0) this.#abort();
    }
  }

  /** The run has ended: whatever is still asked of the provider is of no use any more. */
  close(): void {
    clearTimeout(this.#grace);
    this.#controller.abort(new Error("The run has ended."));
  }

  #abort(): void {
    if (this.#stop !== undefined) this.#controller.abort(new RunStopped(this.#stop));
  }
}
