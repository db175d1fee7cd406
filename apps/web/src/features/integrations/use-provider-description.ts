import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { usePartner } from "../../app/partner-scope.ts";
import { providerDescriptionQuery } from "./provider-description-query.ts";

/** What a provider is, in a component. */
export function useProviderDescription(providerId: () => string) {
  const { api } = usePartner();
  return useQuery(computed(() => providerDescriptionQuery(api, providerId())));
}
