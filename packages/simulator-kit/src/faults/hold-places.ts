import type { LoggedRequest } from "../log/logged-request.ts";
import type { Moment } from "./fault.ts";

/** A request that stands still. */
export interface HeldRequest<Request extends LoggedRequest = LoggedRequest> {
  readonly id: number;
  readonly ruleId: number;
  /** Before its effect or after. */
  readonly at: Moment;
  readonly request: Request;
  /** Lets it go on; `drop` breaks its connection instead, and an effect that has not happened never does. */
  release(how?: "go-on" | "drop"): void;
}

/** Where requests stand still until somebody releases them. */
export class HoldPlaces<Request extends LoggedRequest> {
  readonly #held = new Map<number, HeldRequest<Request>>();
  /** Held requests nobody has taken with next(), per rule. */
  readonly #untaken = new Map<number, Array<HeldRequest<Request>>>();
  readonly #waiting = new Map<number, Array<(held: HeldRequest<Request>) => void>>();
  #lastId = 0;

  /** Stands still. @returns how it was released; `drop` also when the signal aborts */
  enter(ruleId: number, at: Moment, request: Request, signal: AbortSignal): Promise<"go-on" | "drop"> {
    return new Promise((resolve) => {
      this.#lastId += 1;
      const release = (how: "go-on" | "drop" = "go-on"): void => {
        if (!this.#held.delete(held.id)) return;
        signal.removeEventListener("abort", leave);
        resolve(how);
      };
      const leave = (): void => release("drop");
      const held: HeldRequest<Request> = { id: this.#lastId, ruleId, at, request, release };
      this.#held.set(held.id, held);
      signal.addEventListener("abort", leave, { once: true });
      const taker = this.#waiting.get(ruleId)?.shift();
      if (taker === undefined) this.#untaken.set(ruleId, [...(this.#untaken.get(ruleId) ?? []), held]);
      else taker(held);
    });
  }

  /** The next request of this rule nobody has taken yet; undefined where the signal aborts before there is one. */
  next(ruleId: number, signal: AbortSignal): Promise<HeldRequest<Request> | undefined>;
  next(ruleId: number): Promise<HeldRequest<Request>>;
  next(ruleId: number, signal?: AbortSignal): Promise<HeldRequest<Request> | undefined> {
    const held = this.#untaken.get(ruleId)?.shift();
    if (held !== undefined) return Promise.resolve(held);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(ruleId) ?? [];
      waiting.push(resolve);
      this.#waiting.set(ruleId, waiting);
      signal?.addEventListener(
        "abort",
        () => {
          // Who no longer waits must not take a request away from who does.
          if (waiting.includes(resolve)) waiting.splice(waiting.indexOf(resolve), 1);
          resolve(undefined);
        },
        { once: true },
      );
    });
  }

  /** All that stand still now. */
  list(): Array<HeldRequest<Request>> {
    return [...this.#held.values()];
  }

  find(id: number): HeldRequest<Request> | undefined {
    return this.#held.get(id);
  }

  releaseAll(ruleId: number): void {
    for (const held of this.list()) if (held.ruleId === ruleId) held.release();
    this.#untaken.delete(ruleId);
  }
}
