import type { Page, Product } from "@integrations/core";
import { getEnabledConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";
import { withSession } from "../sessions/with-session.ts";

export interface SearchProductsInput {
  readonly providerId: string;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** The provider's products that a service can be mapped to. @throws Refusal `not_enabled`, or what went wrong at the provider */
export async function searchProducts(
  context: ServiceContext,
  scope: PartnerScope,
  { providerId, search, cursor, limit }: SearchProductsInput,
  signal: AbortSignal,
): Promise<Page<Product>> {
  const connection = await getEnabledConnection(context, scope, providerId);
  const text = search?.trim() ?? "";
  return await withSession(context, connection, signal, (session) =>
    session.searchProducts({
      ...(text === "" ? {} : { search: text }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    }),
  );
}
