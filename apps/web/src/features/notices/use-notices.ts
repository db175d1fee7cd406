import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import type { ApiOutputs } from "../../api/outputs.ts";
import { useConsole } from "../../app/console.ts";
import { usePartner } from "../../app/partner-scope.ts";

export type Notices = ApiOutputs["notices"]["get"];
export type Webhook = Notices["webhooks"][number];
export type Delivery = ApiOutputs["notices"]["deliveries"]["items"][number];

/** How often a list with something on its way is asked for again. */
const POLL_MS = 1_500;

/** What the person is told of, and where webhooks lead. */
export function useNotices() {
  const { api, key } = usePartner();
  return useQuery({ queryKey: [...key, "notices"], queryFn: ({ signal }) => api.notices.get.query({}, { signal }) });
}

/**
 * What was sent, newest first; looked at again while something is on its way for the first time.
 * @param expectedUntil in milliseconds since 1970: until then, something that is not in the list yet may come into it
 */
export function useDeliveries(expectedUntil: () => number) {
  const { api, key } = usePartner();
  return useInfiniteQuery({
    queryKey: [...key, "deliveries"],
    queryFn: ({ pageParam, signal }) => api.notices.deliveries.query(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) =>
      Date.now() < expectedUntil() || state.data?.pages[0]?.items.some(isOnItsWay) === true ? POLL_MS : false,
  });
}

/** Shows what was changed, and what was sent because of it. */
export function useRefreshNotices(): () => Promise<void> {
  const { key } = usePartner();
  const { queries } = useConsole();
  return async () => {
    await Promise.all(["notices", "deliveries"].map((name) => queries.invalidateQueries({ queryKey: [...key, name] })));
  };
}

/** A first try is a matter of seconds; later ones of minutes and hours. */
function isOnItsWay({ status, attempts }: Delivery): boolean {
  return status === "waiting" && attempts < 2;
}
