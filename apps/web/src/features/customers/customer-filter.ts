export const CUSTOMER_STATUSES = ["not_assigned", "complete", "problem", "excluded"] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

export const CUSTOMER_SORTS = ["name", "-name", "company", "-company"] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

/** What of the list is shown; stands in the address, so that it can be sent and gone back to. */
export interface CustomerFilter {
  readonly search: string;
  readonly status: CustomerStatus | undefined;
  readonly sort: CustomerSort;
}

type Query = Readonly<Record<string, unknown>>;

export function filterOf(query: Query): CustomerFilter {
  const { search, status, sort } = query;
  return {
    search: typeof search === "string" ? search : "",
    status: CUSTOMER_STATUSES.find((each) => each === status),
    sort: CUSTOMER_SORTS.find((each) => each === sort) ?? "name",
  };
}

/** The address of a filter; what is as at the beginning is left out. */
export function queryOf({ search, status, sort }: CustomerFilter): Record<string, string> {
  return {
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(status === undefined ? {} : { status }),
    ...(sort === "name" ? {} : { sort }),
  };
}

/** The order after a click on a column's heading: first ascending, then the other way round. */
export function nextSort(current: CustomerSort, column: "name" | "company"): CustomerSort {
  return current === column ? `-${column}` : column;
}

export function ariaSort(current: CustomerSort, column: "name" | "company"): "ascending" | "descending" | "none" {
  if (current === column) return "ascending";
  return current === `-${column}` ? "descending" : "none";
}
