import type { ApiClient } from "../../api/client.ts";

/** What a provider is: its words, fields, permissions. Does not change while the page is open. */
export function providerDescriptionQuery(api: ApiClient, providerId: string) {
  return {
    queryKey: ["provider", providerId],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.integrations.describe.query({ providerId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  };
}
