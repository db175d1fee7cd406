import {
  listMappings,
  listOpenUnmapRequests,
  listServices,
  sumUnitsByService,
  type MappingRecord,
  type ServiceRecord,
} from "@integrations/database";
import { getProvider, requireConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";

export interface MappingRow {
  readonly service: ServiceRecord;
  /** Null while it is Not Assigned. */
  readonly mapping: MappingRecord | null;
  /** What the partner's customers have of it now, bundles counted as their members. */
  readonly customers: number;
  readonly units: number;
  /** False for a deprecated service that no customer has units of and that is not mapped already. */
  readonly canBeMapped: boolean;
  readonly unmapRequestedAt: Date | null;
}

export interface MappingList {
  /** Raised by every change; given back to `saveMappings`, it keeps two sessions from overwriting each other unseen. */
  readonly version: number;
  readonly rows: readonly MappingRow[];
}

/** Every service that can be mapped, in the order they are shown in. @throws Refusal `not_enabled` */
export async function listMappingRows(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<MappingList> {
  getProvider(context, providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await requireConnection(trx, scope, providerId);
    const services = await listServices(trx);
    const mappings = new Map((await listMappings(trx, connection.id)).map((mapping) => [mapping.serviceCode, mapping]));
    const requests = new Map((await listOpenUnmapRequests(trx, connection.id)).map((request) => [request.serviceCode, request]));
    const units = await sumUnitsByService(trx, scope.partner.id);
    const rows = services
      .filter((service) => service.kind === "service")
      .map((service): MappingRow => {
        const counted = units.get(service.code) ?? { customers: 0, units: 0 };
        const mapping = mappings.get(service.code) ?? null;
        return {
          service,
          mapping,
          ...counted,
          canBeMapped: !service.deprecated || mapping !== null || counted.units > 0,
          unmapRequestedAt: requests.get(service.code)?.requestedAt ?? null,
        };
      });
    return { version: connection.mappingVersion, rows };
  });
}
