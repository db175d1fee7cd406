import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { usePartner } from "../../app/partner-scope.ts";
import { useDebounced } from "../../ui/use-debounced.ts";
import { useProvider } from "../integrations/provider-scope.ts";

const DEBOUNCE_MS = 200;

/** Products by part of their identifier or description, found by the server. Typing on cancels what is under way. */
export function useProductSearch(term: Ref<string>, isOpen: Ref<boolean>) {
  const { api, key } = usePartner();
  const { provider } = useProvider();
  const search = useDebounced(
    computed(() => term.value.trim()),
    DEBOUNCE_MS,
  );
  return useQuery({
    queryKey: computed(() => [...key, "products", provider.providerId, search.value]),
    queryFn: ({ signal }) =>
      api.mapping.products.query({ providerId: provider.providerId, ...(search.value === "" ? {} : { search: search.value }) }, { signal }),
    enabled: isOpen,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
