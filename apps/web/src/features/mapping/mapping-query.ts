import type { PartnerScope } from "../../app/partner-scope.ts";

/** The services with what each is mapped to. */
export function mappingQuery({ api, key }: Pick<PartnerScope, "api" | "key">, providerId: string) {
  return {
    queryKey: [...key, "mapping", providerId],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.mapping.list.query({ providerId }, { signal }),
  };
}
