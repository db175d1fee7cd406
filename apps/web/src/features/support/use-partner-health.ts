import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import type { ApiOutputs } from "../../api/outputs.ts";
import { useConsole } from "../../app/console.ts";
import { healthInputOf, type HealthFilter } from "./health-filter.ts";

export type HealthRow = ApiOutputs["support"]["health"]["items"][number];

/** The rows of a filter, page by page, and how many there are of each state. */
export function usePartnerHealth(filter: ComputedRef<HealthFilter>) {
  const { apiFor } = useConsole();
  const api = apiFor(undefined);
  const list = useInfiniteQuery({
    queryKey: computed(() => ["support-health", filter.value]),
    queryFn: ({ pageParam, signal }) =>
      api.support.health.query({ ...healthInputOf(filter.value), ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
  const search = computed(() => filter.value.search.trim());
  const counts = useQuery({
    queryKey: computed(() => ["support-health-counts", search.value]),
    queryFn: ({ signal }) => api.support.healthCounts.query(search.value === "" ? {} : { search: search.value }, { signal }),
    placeholderData: keepPreviousData,
  });
  return { list, counts, rows: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []) };
}
