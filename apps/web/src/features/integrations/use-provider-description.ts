import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { usePartner } from "../../app/partner-scope.ts";

/** What a provider is: its words, fields, permissions. Does not change while the page is open. */
export function useProviderDescription(providerId: () => string) {
  const { api } = usePartner();
  return useQuery({
    queryKey: computed(() => ["provider", providerId()]),
    queryFn: ({ signal }) => api.integrations.describe.query({ providerId: providerId() }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
