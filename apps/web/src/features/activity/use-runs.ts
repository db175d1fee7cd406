import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { usePartner } from "../../app/partner-scope.ts";
import { isMoving, POLL_MS } from "./run-words.ts";

/** A provider's runs, newest first; asked for again as long as one of them is under way. */
export function useRuns(providerId: string) {
  const { api, key } = usePartner();
  return useInfiniteQuery({
    queryKey: [...key, "runs", providerId],
    queryFn: ({ pageParam, signal }) =>
      api.runs.list.query({ providerId, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: (query) => (query.state.data?.pages[0]?.items.some((run) => isMoving(run.status)) === true ? POLL_MS : false),
  });
}

/** Few enough to be asked for again and again while the run is under way. */
const CHANGES_WHILE_MOVING = 200;

/** One run with its changes, followed until it stands still. */
export function useRun(runId: () => string) {
  const { api, key } = usePartner();
  const moving = useQuery({
    queryKey: computed(() => [...key, "run", runId()]),
    queryFn: async ({ signal }) => {
      const run = await api.runs.get.query({ runId: runId(), changesLimit: CHANGES_WHILE_MOVING }, { signal });
      const isWhole = isMoving(run.status) || run.nextChangesCursor === undefined;
      return isWhole ? run : await api.runs.get.query({ runId: runId() }, { signal });
    },
    refetchInterval: (query) => (query.state.data !== undefined && isMoving(query.state.data.status) ? POLL_MS : false),
    shallow: true,
    structuralSharing: false,
  });
  return moving;
}
