import { compilePathPattern } from "../faults/path-pattern.ts";
import type { LoggedRequest } from "./logged-request.ts";

export interface RequestFilter {
  readonly method?: string | readonly string[] | undefined;
  /** Pattern as in a fault's match: `/Contracts/*` + `/ServiceAdjustments`, `**`. */
  readonly path?: string | undefined;
  readonly tenant?: string | undefined;
  readonly isWrite?: boolean | undefined;
  /** Only later ones than this id. */
  readonly after?: number | undefined;
}

/** Every request received, the oldest dropped first where there are more than it keeps. */
export class RequestLog {
  readonly #keep: number;
  #requests: LoggedRequest[] = [];
  #lastId = 0;
  #dropped = 0;

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
    if (this.#requests.length < this.#keep * 2) return;
    this.#dropped += this.#requests.length - this.#keep;
    this.#requests = this.#requests.slice(-this.#keep);
  }

  list(filter: RequestFilter = {}): LoggedRequest[] {
    return this.#requests.filter(compileFilter(filter));
  }

  /** Those that could change something. */
  writes(filter: RequestFilter = {}): LoggedRequest[] {
    return this.list({ ...filter, isWrite: true });
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
