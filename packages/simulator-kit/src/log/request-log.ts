import type { LoggedRequest } from "./logged-request.ts";
import { compilePathPattern } from "./path-pattern.ts";

export interface RequestFilter {
  readonly method?: string | readonly string[] | undefined;
  /** Pattern as in a fault's match: `/finance/agreements/*`, `**`. Letter case does not matter. */
  readonly path?: string | undefined;
  readonly tenant?: string | undefined;
  readonly isWrite?: boolean | undefined;
  /** Only later ones than this id. */
  readonly after?: number | undefined;
}

/** Every request received, the oldest dropped first where there are more than it keeps. */
export class RequestLog<Request extends LoggedRequest> {
  readonly #keep: number;
  #requests: Request[] = [];
  #lastId = 0;
  #dropped = 0;
  #watchers: Array<(request: Request) => void> = [];

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

  add(request: Request): void {
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

  list(filter: RequestFilter = {}): Request[] {
    return this.#requests.filter(compileFilter(filter));
  }

  /** Those that could change something. */
  writes(filter: RequestFilter = {}): Request[] {
    return this.list({ ...filter, isWrite: true });
  }

  last(filter: RequestFilter = {}): Request | undefined {
    return this.#requests.findLast(compileFilter(filter));
  }

  /** The first request that fits, received already or still to come. */
  async waitFor(filter: RequestFilter, signal?: AbortSignal): Promise<Request> {
    const fits = compileFilter(filter);
    const received = this.#requests.find(fits);
    if (received !== undefined) return received;
    return new Promise((resolve, reject) => {
      const watch = (request: Request): void => {
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

function compileFilter({ method, path, tenant, isWrite, after }: RequestFilter): (request: LoggedRequest) => boolean {
  const methods = method === undefined ? undefined : [method].flat();
  const fitsPath = path === undefined ? undefined : compilePathPattern(path);
  return (request) =>
    (methods?.includes(request.method) ?? true) &&
    (fitsPath?.(request.path) ?? true) &&
    (tenant === undefined || request.tenant === tenant) &&
    (isWrite === undefined || request.isWrite === isWrite) &&
    (after === undefined || request.id > after);
}
