import type { Clock, ProviderFetch } from "@integrations/core";

/** A call as the platform sends it, before the network. */
export interface SentCall {
  readonly method: string;
  /** Below `apis/3.0` or `V1.0`, without the query; the whole path for what is outside the API. */
  readonly path: string;
  /** 1, 2, 3, ... over all calls that begin and end, in the order in which they do. */
  readonly beganAs: number;
  readonly beganAt: Date;
  endedAs?: number;
  endedAt?: Date;
  /** Absent where no answer came. */
  status?: number;
}

/** Watches the platform's way out: what it sends, in which order, and what it hears before it sends more. */
export class Traffic {
  readonly calls: SentCall[] = [];
  /** Called before each call is sent. */
  beforeCall: (call: SentCall) => unknown = () => undefined;
  readonly #clock: Clock;
  #events = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(fetch: ProviderFetch): ProviderFetch {
    return async (url, init) => {
      const call: SentCall = { method: init.method, path: pathOf(url), beganAs: this.#next(), beganAt: this.#clock.now() };
      this.calls.push(call);
      await this.beforeCall(call);
      try {
        const answer = await fetch(url, init);
        call.status = answer.status;
        return answer;
      } finally {
        call.endedAs = this.#next();
        call.endedAt = this.#clock.now();
      }
    };
  }

  #next(): number {
    this.#events += 1;
    return this.#events;
  }
}

function pathOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname.replace(/^\/(?:[^/]+\/apis\/3\.0|ATServicesRest\/V1\.0)/i, "");
}
