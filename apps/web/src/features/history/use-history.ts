import { useInfiniteQuery, useQueries } from "@tanstack/vue-query";
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import { usePartner } from "../../app/partner-scope.ts";
import { useWords } from "../../ui/reasons.ts";
import { providerDescriptionQuery } from "../integrations/provider-description-query.ts";
import { termParameters } from "../integrations/provider-scope.ts";
import { useIntegrations } from "../integrations/use-integrations.ts";
import type { HistoryEntry, Speaker } from "./history-words.ts";

/** What happened on the partner's data, page by page, newest first. */
export function useHistory() {
  const { api, key } = usePartner();
  return useInfiniteQuery({
    queryKey: [...key, "history"],
    queryFn: ({ pageParam, signal }) => api.audit.list.query(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    shallow: true,
  });
}

/** As many as the server gives at once. */
const EXPORT_PAGE = 500;

/** Every entry there is, from the newest to the first. */
export function useWholeHistory(): (signal: AbortSignal) => Promise<readonly HistoryEntry[]> {
  const { api } = usePartner();
  return async (signal) => {
    const entries: HistoryEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.audit.list.query({ limit: EXPORT_PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal });
      entries.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return entries;
  };
}

/** The words for entries, with the names of providers and their fields, and of the services that came with the entries. */
export function useSpeaker(serviceNames: () => Readonly<Record<string, string>>): Speaker {
  const { t, te } = useI18n();
  const { api } = usePartner();
  const ownWords = useWords();
  const { data: integrations } = useIntegrations();
  const providers = useQueries({
    queries: computed(() => (integrations.value ?? []).map(({ providerId }) => providerDescriptionQuery(api, providerId))),
  });
  const byId = computed(
    () => new Map(providers.value.flatMap(({ data }) => (data === undefined ? [] : [[data.providerId, data] as const]))),
  );
  return {
    t: (messageKey, parameters = {}, plural = 0) => t(messageKey, parameters, plural),
    hasMessage: (messageKey) => te(messageKey),
    providerName: (providerId) => integrations.value?.find((each) => each.providerId === providerId)?.name ?? providerId,
    fieldLabel: (providerId, field) => byId.value.get(providerId)?.fields.find((each) => each.key === field)?.label ?? field,
    serviceName: (service) => serviceNames()[service] ?? service,
    words: (providerId) => {
      const terms = byId.value.get(providerId)?.terms;
      return terms === undefined ? ownWords() : termParameters(terms);
    },
  };
}
