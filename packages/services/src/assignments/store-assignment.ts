import {
  findAssignment,
  putAssignment,
  type AssignmentRecord,
  type ConnectionRecord,
  type CustomerRecord,
  type Trx,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { storableText } from "../sessions/storable-text.ts";
import type { Place } from "./judge-place.ts";

export interface AssignmentToStore {
  readonly scope: PartnerScope;
  readonly connection: ConnectionRecord;
  readonly providerId: string;
  readonly customer: CustomerRecord;
  readonly place: Place;
  readonly at: Date;
}

/** Stores one assignment, and tells of it where it is another than before. */
export async function storeAssignment(
  trx: Trx,
  { scope, connection, providerId, customer, place, at }: AssignmentToStore,
): Promise<AssignmentRecord> {
  const { company, agreement } = place;
  const before = await findAssignment(trx, connection.id, customer.id);
  const isSame = before?.companyId === company.id && before.agreementId === agreement.id;
  const assignment: AssignmentRecord = {
    connectionId: connection.id,
    partnerId: scope.partner.id,
    customerId: customer.id,
    companyId: company.id,
    companyName: storableText(company.name),
    agreementId: agreement.id,
    agreementName: storableText(agreement.name),
    // Saved again as it was, what the last run found about it still holds.
    assignedAt: isSame ? before.assignedAt : at,
  };
  await putAssignment(trx, assignment);
  if (!isSame) {
    const facts = { providerId, customerId: customer.id, from: before ? namesOf(before) : null, to: namesOf(assignment) };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "customer.assigned", facts, at });
  }
  return assignment;
}

export function namesOf({ companyId, companyName, agreementId, agreementName }: AssignmentRecord): Record<string, string> {
  return { companyId, companyName, agreementId, agreementName };
}
