import { listAuditRecords, listCustomerNames, listServices, type AuditQuery, type AuditRecord } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";

export interface AuditView extends AuditRecord {
  /** What the customer it is about is called now; null where it is about none, or about one nobody knows. */
  readonly customerName: string | null;
}

export interface AuditPage {
  readonly items: readonly AuditView[];
  readonly more: boolean;
  /** What the services are called, by code. */
  readonly serviceNames: Readonly<Record<string, string>>;
}

/** Who did what on the partner's data, newest first, with the names of what the facts have ids of. */
export async function listAudit(context: ServiceContext, scope: PartnerScope, query: Omit<AuditQuery, "partnerId">): Promise<AuditPage> {
  const partnerId = scope.partner.id;
  return await context.database.asPartner(partnerId, async (trx) => {
    const found = await listAuditRecords(trx, { ...query, limit: query.limit + 1, partnerId });
    const records = found.slice(0, query.limit);
    const customerIds = new Set(records.map(customerOf).filter((id) => id !== undefined));
    const names = await listCustomerNames(trx, partnerId, [...customerIds]);
    const services = await listServices(trx);
    return {
      items: records.map((record) => ({ ...record, customerName: names.get(customerOf(record) ?? "") ?? null })),
      more: found.length > query.limit,
      serviceNames: Object.fromEntries(services.map(({ code, name }) => [code, name])),
    };
  });
}

function customerOf({ facts }: AuditRecord): string | undefined {
  const id = facts["customerId"];
  return typeof id === "string" ? id : undefined;
}
