import { useQuery } from "@tanstack/vue-query";
import { usePartner } from "../../app/partner-scope.ts";

/** Every provider and how the partner stands with it. */
export function useIntegrations() {
  const { api, key } = usePartner();
  return useQuery({ queryKey: [...key, "integrations"], queryFn: ({ signal }) => api.integrations.list.query({}, { signal }) });
}
