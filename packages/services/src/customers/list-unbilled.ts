import { STALE_AFTER_MS } from "@integrations/core";
import {
  listMappings,
  listServices,
  listUnbilledCustomers,
  sumUnbilled,
  sumUnitsByService,
  type ServiceRecord,
  type UnbilledCause,
  type UnbilledCustomer,
  type UnbilledQuery,
  type UnbilledTotals,
} from "@integrations/database";
import { getProvider, requireConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";

export { UNBILLED_CAUSES } from "@integrations/database";

export interface ListUnbilledInput extends Pick<UnbilledQuery, "cause" | "after" | "limit"> {
  readonly providerId: string;
}

/** A page of the customers whose usage this connection does not bill, the largest first. @throws Refusal `not_enabled` */
export async function listUnbilledPage(
  context: ServiceContext,
  scope: PartnerScope,
  { providerId, ...query }: ListUnbilledInput,
): Promise<{ items: UnbilledCustomer[]; more: boolean }> {
  getProvider(context, providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await requireConnection(trx, scope, providerId);
    const found = await listUnbilledCustomers(trx, {
      ...query,
      limit: query.limit + 1,
      connectionId: connection.id,
      partnerId: scope.partner.id,
      staleBefore: staleBefore(context),
    });
    return { items: found.slice(0, query.limit), more: found.length > query.limit };
  });
}

export interface UnbilledSummary {
  /** Services that customers have units of and that are mapped to nothing, the largest first; bundles count as their members. */
  readonly services: ReadonlyArray<UnbilledTotals & { readonly service: ServiceRecord }>;
  readonly customers: Readonly<Record<UnbilledCause, UnbilledTotals>>;
}

/** Looks at every customer of the partner; for the figures beside the list. @throws Refusal `not_enabled` */
export async function summarizeUnbilled(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<UnbilledSummary> {
  getProvider(context, providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await requireConnection(trx, scope, providerId);
    const mapped = new Set((await listMappings(trx, connection.id)).map((mapping) => mapping.serviceCode));
    const units = await sumUnitsByService(trx, scope.partner.id);
    const services = (await listServices(trx)).flatMap((service) => {
      const counted = units.get(service.code);
      return service.kind === "bundle" || mapped.has(service.code) || counted === undefined || counted.units === 0
        ? []
        : [{ service, ...counted }];
    });
    const customers = await sumUnbilled(trx, {
      connectionId: connection.id,
      partnerId: scope.partner.id,
      staleBefore: staleBefore(context),
    });
    return { services: services.toSorted((one, other) => other.units - one.units), customers };
  });
}

/** A count that is as old as this is still good: the planner asks for more than that, too. */
function staleBefore({ clock }: ServiceContext): Date {
  return new Date(clock.now().getTime() - STALE_AFTER_MS);
}
