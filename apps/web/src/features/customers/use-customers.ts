import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import type { ApiOutputs } from "../../api/outputs.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";
import type { CustomerFilter } from "./customer-filter.ts";
import type { Assigned } from "./use-assignment.ts";

type Page = ApiOutputs["customers"]["list"];
export type CustomerRow = Page["items"][number];

const PAGE_SIZE = 100;

/** Being assigned ends no exclusion. */
function assignedRow(row: CustomerRow, place: Pick<CustomerRow, "company" | "agreement" | "assignedAt">): CustomerRow {
  return row.status === "excluded" ? { ...row, ...place } : { ...row, ...place, status: "complete", reason: null };
}

/** The customers of a filter, page by page as they are scrolled to, and how many there are of each status. */
export function useCustomers(providerId: string, filter: ComputedRef<CustomerFilter>) {
  const { api, key } = usePartner();
  const { queries } = useConsole();
  const listKey = computed(() => [...key, "customers", providerId, filter.value]);

  const list = useInfiniteQuery({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }) => {
      const { search, status, sort } = filter.value;
      return api.customers.list.query(
        {
          providerId,
          limit: PAGE_SIZE,
          sort,
          ...(search === "" ? {} : { search }),
          ...(status === undefined ? {} : { status }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        { signal },
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    // Thousands of rows: neither compared deeply nor made reactive one by one.
    structuralSharing: false,
    shallow: true,
  });
  const counts = useQuery({
    queryKey: computed(() => [...key, "customer-counts", providerId, filter.value.search]),
    queryFn: ({ signal }) =>
      api.customers.counts.query({ providerId, ...(filter.value.search === "" ? {} : { search: filter.value.search }) }, { signal }),
    placeholderData: keepPreviousData,
  });

  /** Shows a saved assignment in the rows at hand; the list is not asked for again, so that no row jumps. */
  function takeAssigned({ customerId, company, agreement, assignedAt }: Assigned): void {
    queries.setQueriesData<InfiniteData<Page>>({ queryKey: [...key, "customers", providerId] }, (data) =>
      data === undefined
        ? undefined
        : {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              items: page.items.map((row) => (row.customerId === customerId ? assignedRow(row, { company, agreement, assignedAt }) : row)),
            })),
          },
    );
    void queries.invalidateQueries({ queryKey: [...key, "customer-counts", providerId] });
    void queries.invalidateQueries({ queryKey: [...key, "customer", customerId] });
    void queries.invalidateQueries({ queryKey: [...key, "connection", providerId] });
  }

  return { list, counts, rows: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []), takeAssigned };
}
