import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import type { ApiOutputs } from "../../api/outputs.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";

export type UnbilledRow = ApiOutputs["customers"]["unbilled"]["items"][number];
export type UnbilledCause = UnbilledRow["cause"];
export type UnbilledService = ApiOutputs["customers"]["unbilledSummary"]["services"][number];

export const UNBILLED_CAUSES = [
  "not_assigned",
  "quantities_stale",
  "quantities_missing",
  "excluded",
] as const satisfies readonly UnbilledCause[];

const PAGE_SIZE = 50;
/** As many as the server gives at once. */
const EXPORT_PAGE = 1000;

/** What is counted and not billed: the figures, and the customers page by page. */
export function useUnbilled(providerId: string, cause: Ref<UnbilledCause | undefined>) {
  const { api, key } = usePartner();
  const { queries } = useConsole();
  const baseKey = [...key, "unbilled", providerId] as const;
  const ofCause = () => (cause.value === undefined ? {} : { cause: cause.value });

  const summary = useQuery({
    queryKey: [...baseKey, "summary"],
    queryFn: ({ signal }) => api.customers.unbilledSummary.query({ providerId }, { signal }),
    staleTime: 0,
  });
  const list = useInfiniteQuery({
    queryKey: computed(() => [...baseKey, "list", cause.value]),
    queryFn: ({ pageParam, signal }) =>
      api.customers.unbilled.query(
        { providerId, limit: PAGE_SIZE, ...ofCause(), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    // Whoever comes back has done something about it on another tab.
    staleTime: 0,
    structuralSharing: false,
    shallow: true,
  });

  /** Every customer there is of the causes shown. */
  async function readAll(signal: AbortSignal): Promise<readonly UnbilledRow[]> {
    const rows: UnbilledRow[] = [];
    let cursor: string | undefined;
    do {
      const input = { providerId, limit: EXPORT_PAGE, ...ofCause(), ...(cursor === undefined ? {} : { cursor }) };
      const page = await api.customers.unbilled.query(input, { signal });
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return rows;
  }

  /** After something was done about a row. */
  async function refresh(): Promise<void> {
    await Promise.all(
      [baseKey, ...["customers", "customer-counts", "connection"].map((name) => [...key, name, providerId])].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  }

  return { summary, list, rows: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []), readAll, refresh };
}
