import { compilePathPattern } from "../faults/path-pattern.ts";
import type { LoggedRequest } from "./logged-request.ts";

export interface RequestFilter {
  readonly method?: string | readonly string[] | undefined;
  /** Pattern as in a fault's match: `/finance/agreements/*`, `**`. */
  readonly path?: string | undefined;
  readonly tenant?: string | undefined;
  /** Only later ones than this id. */
  readonly after?: number | undefined;
}

const WRITES = ["POST", "PUT", "PATCH", "DELETE"];

/** Every request received, the oldest dropped first where there are more than it keeps. */
export class RequestLog {
  readonly #keep: number;
  #requests: LoggedRequest[] = [];
  #lastId = 0;
  #dropped = 0;
  #watchers: Array<(request: LoggedRequest) => void> = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** How many were received since the start or since it was cleared, kept or not. */
  get count(): number {
    return this.#requests.length + this.#dropped;
  }

  /** How many are no longer kept: where it is above 0, a list does not tell all. */
  get dropped(): number {
    return this.#dropped;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    // Dropped in large steps: a shift per request would copy the whole list each time.
    if (this.#requests.length >= this.#keep * 2) {
      this.#dropped += this.#requests.length - this.#keep;
      this.#requests = this.#requests.slice(-this.#keep);
    }
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher(request);
  }

  list(filter: RequestFilter = {}): LoggedRequest[] {
    return this.#requests.filter(compileFilter(filter));
  }

  /** Those that could change something. */
  writes(filter: RequestFilter = {}): LoggedRequest[] {
    return this.list({ method: WRITES, ...filter });
  }

  last(filter: RequestFilter = {}): LoggedRequest | undefined {
    return this.#requests.findLast(compileFilter(filter));
  }

  /** The first request that fits, received already or still to come. */
  async waitFor(filter: RequestFilter, signal?: AbortSignal): Promise<LoggedRequest> {
    const fits = compileFilter(filter);
    const received = this.#requests.find(fits);
    if (received !== undefined) return received;
    return new Promise((resolve, reject) => {
      const watch = (request: LoggedRequest): void => {
        if (signal?.aborted === true) return;
        if (fits(request)) resolve(request);
        else this.#watchers.push(watch);
      };
      this.#watchers.push(watch);
      signal?.addEventListener("abort", () => reject(new Error("No such request was received in time.", { cause: signal.reason })), {
        once: true,
      });
    });
  }

  clear(): void {
    this.#requests = [];
    this.#dropped = 0;
  }
}

function compileFilter({ method, path, tenant, after }: RequestFilter): (request: LoggedRequest) => boolean {
  const methods = method === undefined ? undefined : [method].flat();
  const fitsPath = path === undefined ? undefined : compilePathPattern(path);
  return (request) =>
    (methods?.includes(request.method) ?? true) &&
    (fitsPath?.(request.path) ?? true) &&
    (tenant === undefined || request.tenant === tenant) &&
    (after === undefined || request.id > after);
}
