import { listDeliveries, type DeliveryListQuery, type DeliveryView } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";

/** What was sent to whom, newest first. */
export async function listDeliveryPage(
  context: ServiceContext,
  scope: PartnerScope,
  query: Omit<DeliveryListQuery, "partnerId">,
): Promise<{ items: DeliveryView[]; more: boolean }> {
  const partnerId = scope.partner.id;
  const found = await context.database.asPartner(partnerId, (trx) => listDeliveries(trx, { ...query, partnerId, limit: query.limit + 1 }));
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}
