import { listAuditRecords, type AuditQuery, type AuditRecord } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";

/** Who did what on the partner's data, newest first. */
export async function listAudit(
  context: ServiceContext,
  scope: PartnerScope,
  query: Omit<AuditQuery, "partnerId">,
): Promise<{ items: AuditRecord[]; more: boolean }> {
  const found = await context.database.asPartner(scope.partner.id, (trx) =>
    listAuditRecords(trx, { ...query, limit: query.limit + 1, partnerId: scope.partner.id }),
  );
  return { items: found.slice(0, query.limit), more: found.length > query.limit };
}
