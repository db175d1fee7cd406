export const HEALTH_STATES = ["attention", "failing", "late", "held", "problems", "paused", "fine", "none"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export const HEALTH_SORTS = ["worst", "name", "night", "problems", "requests"] as const;
export type HealthSort = (typeof HEALTH_SORTS)[number];

/** What of the table is shown; stands in the address, so that it can be sent and gone back to. */
export interface HealthFilter {
  readonly search: string;
  /** A state, those with open requests, or everything. */
  readonly show: HealthState | "requests" | undefined;
  readonly sort: HealthSort;
}

type Query = Readonly<Record<string, unknown>>;

export function healthFilterOf({ search, show, sort }: Query): HealthFilter {
  return {
    search: typeof search === "string" ? search : "",
    show: show === "requests" ? "requests" : HEALTH_STATES.find((each) => each === show),
    sort: HEALTH_SORTS.find((each) => each === sort) ?? "worst",
  };
}

/** The address of a filter; what is as at the beginning is left out. */
export function healthQueryOf({ search, show, sort }: HealthFilter): Record<string, string> {
  return {
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(show === undefined ? {} : { show }),
    ...(sort === "worst" ? {} : { sort }),
  };
}

/** What is asked of the server for it. */
export function healthInputOf({ search, show, sort }: HealthFilter) {
  return {
    sort,
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(show === undefined ? {} : show === "requests" ? { withRequests: true } : { state: show }),
  };
}
