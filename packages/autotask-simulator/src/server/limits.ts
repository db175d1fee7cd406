import type { Answer, ApiRequest, Place, SimulatorClock } from "@integrations/simulator-kit";
import { errorAnswer, serverAnswer } from "../api/answer.ts";
import { endpointOf } from "../api/api-request.ts";
import type { Tenant } from "../tenant/tenant.ts";

const HOUR_MS = 3_600_000;
/** At once, per tracking identifier and object endpoint (V). */
const MAX_THREADS = 3;

/** What a database bears: three calls at once per endpoint, and so many an hour for all integrations together (V). */
export class Limits {
  readonly #clock: SimulatorClock;
  readonly #threads = new Map<string, number>();
  /** Times of the requests of the last hour, oldest first, by tenant. */
  readonly #times = new Map<string, number[]>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  /** In the last hour, the partner's other integrations included. */
  requestsOf(tenant: Tenant): number {
    const now = this.#clock.now();
    const others = typeof tenant.otherRequests === "function" ? tenant.otherRequests(now) : tenant.otherRequests;
    return others + this.#recent(tenant).length;
  }

  /** @returns the refusal, or a place to be left when the answer is sent */
  enter(tenant: Tenant | undefined, request: ApiRequest): Answer | Place {
    const endpoint = endpointOf(request.path);
    // Zone information counts for nothing (V).
    if (tenant === undefined || endpoint === "zoneinformation") return { leave: () => undefined };
    if (this.requestsOf(tenant) >= tenant.requestThreshold) {
      return errorAnswer(429, "The request threshold of this Autotask database has been exceeded.");
    }
    this.#recent(tenant).push(this.#clock.now().getTime());
    const key = [tenant.id, request.headers["apiintegrationcode"], endpoint].join("\n");
    const threads = this.#threads.get(key) ?? 0;
    if (threads >= MAX_THREADS) return threadRefusal(tenant);
    this.#threads.set(key, threads + 1);
    let isLeft = false;
    return {
      leave: () => {
        if (!isLeft) this.#threads.set(key, (this.#threads.get(key) ?? 1) - 1);
        isLeft = true;
      },
    };
  }

  #recent(tenant: Tenant): number[] {
    const since = this.#clock.now().getTime() - HOUR_MS;
    const times = this.#times.get(tenant.id) ?? [];
    const firstKept = times.findIndex((timeMs) => timeMs > since);
    const recent = firstKept === -1 ? [] : firstKept === 0 ? times : times.slice(firstKept);
    this.#times.set(tenant.id, recent);
    return recent;
  }
}

function threadRefusal({ behaviour }: Tenant): Answer {
  if (behaviour.threadRefusal === "500") return errorAnswer(500, "Itgenatr005: Thread Threshold Exceeded. The maximum is 3 threads.");
  return serverAnswer(429, "Thread Threshold Exceeded. The maximum is 3 threads.");
}
