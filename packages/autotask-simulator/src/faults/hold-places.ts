import type { LoggedRequest } from "../server/logged-request.ts";
import type { Moment } from "./fault.ts";

/** A request that stands still. */
export interface HeldRequest {
  readonly id: number;
  readonly ruleId: number;
  /** Before its effect or after. */
  readonly at: Moment;
  readonly request: LoggedRequest;
  /** Lets it go on; `drop` breaks its connection instead, and an effect that has not happened never does. */
  release(how?: "go-on" | "drop"): void;
}

/** Where requests stand still until somebody releases them. */
export class HoldPlaces {
  readonly #held = new Map<number, HeldRequest>();
  /** Held requests nobody has been given yet. */
  readonly #waitingRequests: HeldRequest[] = [];
  readonly #waitingTests: Array<{ readonly ruleId: number; readonly give: (held: HeldRequest) => void }> = [];
  #lastId = 0;

  /** @returns how it was released; `drop` also when the signal aborts */
  enter(ruleId: number, at: Moment, request: LoggedRequest, signal: AbortSignal): Promise<"go-on" | "drop"> {
    const { promise, resolve } = Promise.withResolvers<"go-on" | "drop">();
    this.#lastId += 1;
    const held: HeldRequest = {
      id: this.#lastId,
      ruleId,
      at,
      request,
      release: (how = "go-on") => {
        signal.removeEventListener("abort", leave);
        this.#held.delete(held.id);
        resolve(how);
      },
    };
    const leave = (): void => held.release("drop");
    signal.addEventListener("abort", leave, { once: true });
    this.#held.set(held.id, held);
    const index = this.#waitingTests.findIndex((test) => test.ruleId === ruleId);
    if (index === -1) this.#waitingRequests.push(held);
    else this.#waitingTests.splice(index, 1)[0]?.give(held);
    return promise;
  }

  /** The next request of this rule nobody was given yet; undefined where the signal aborts before there is one. */
  async next(ruleId: number, signal?: AbortSignal): Promise<HeldRequest | undefined> {
    const index = this.#waitingRequests.findIndex((held) => held.ruleId === ruleId);
    if (index !== -1) return this.#waitingRequests.splice(index, 1)[0];
    const { promise, resolve } = Promise.withResolvers<HeldRequest | undefined>();
    const test = { ruleId, give: resolve };
    this.#waitingTests.push(test);
    signal?.addEventListener(
      "abort",
      () => {
        const at = this.#waitingTests.indexOf(test);
        if (at !== -1) this.#waitingTests.splice(at, 1);
        resolve(undefined);
      },
      { once: true },
    );
    return promise;
  }

  list(): HeldRequest[] {
    return [...this.#held.values()];
  }

  find(id: number): HeldRequest | undefined {
    return this.#held.get(id);
  }

  releaseAll(ruleId: number): void {
    for (const held of this.list()) if (held.ruleId === ruleId) held.release();
  }
}
