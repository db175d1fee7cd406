import { isAgreementEnded, localDateAt, type Agreement, type Company } from "@integrations/core";
import {
  deleteAssignment,
  findAssignment,
  findCustomer,
  lockConnection,
  lockCustomer,
  putAssignment,
  type AssignmentRecord,
  type ConnectionRecord,
  type CustomerRecord,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getEnabledConnection, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { storableText } from "../sessions/storable-text.ts";
import { withSession } from "../sessions/with-session.ts";

export interface AssignInput {
  readonly providerId: string;
  readonly customerId: string;
  readonly companyId: string;
  readonly agreementId: string;
}

/**
 * Says by which company and agreement a customer is invoiced. Both are looked at first; nothing is written at the provider.
 * @throws Refusal `not_enabled`, `not_found`, `invalid_input` for an archived customer, `company_not_found`,
 * `agreement_not_found`, `agreement_not_of_company`, `agreement_ended`, or what went wrong at the provider
 */
export async function assignCustomer(
  context: ServiceContext,
  scope: PartnerScope,
  input: AssignInput,
  signal: AbortSignal,
): Promise<AssignmentRecord> {
  const key = { partnerId: scope.partner.id, customerId: input.customerId };
  const connection = await getEnabledConnection(context, scope, input.providerId);
  assignable(await context.database.asPartner(scope.partner.id, (trx) => findCustomer(trx, key)));
  const { company, agreement } = await verifyAgreement(context, scope, connection, { ...input, signal });
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const current = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: input.providerId }));
    if (current.id !== connection.id) throw new Refusal("changed_meanwhile");
    const customer = assignable(await lockCustomer(trx, key));
    const before = await findAssignment(trx, current.id, customer.id);
    const isSame = before?.companyId === company.id && before.agreementId === agreement.id;
    const assignment: AssignmentRecord = {
      connectionId: current.id,
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
      const facts = {
        providerId: input.providerId,
        customerId: customer.id,
        from: before ? namesOf(before) : null,
        to: namesOf(assignment),
      };
      await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "customer.assigned", facts, at });
    }
    return assignment;
  });
}

/** Its lines stay as they are. Unassigning twice is unassigning once. @throws Refusal `not_enabled`, `not_found` */
export async function unassignCustomer(
  context: ServiceContext,
  scope: PartnerScope,
  input: Pick<AssignInput, "providerId" | "customerId">,
): Promise<{ unassigned: boolean }> {
  getProvider(context, input.providerId);
  const at = context.clock.now();
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: input.providerId }));
    known(await findCustomer(trx, { partnerId: scope.partner.id, customerId: input.customerId }));
    const before = await deleteAssignment(trx, connection.id, input.customerId);
    if (before === undefined) return { unassigned: false };
    const facts = { providerId: input.providerId, customerId: input.customerId, from: namesOf(before) };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "customer.unassigned", facts, at });
    return { unassigned: true };
  });
}

async function verifyAgreement(
  context: ServiceContext,
  scope: PartnerScope,
  connection: ConnectionRecord,
  wanted: AssignInput & { readonly signal: AbortSignal },
): Promise<{ company: Company; agreement: Agreement }> {
  const { companyId, agreementId } = wanted;
  const [companies, agreements] = await withSession(context, connection, wanted.signal, (session) =>
    Promise.all([session.readCompanies([companyId]), session.readAgreements([agreementId])]),
  );
  const company = companies.find((each) => each.id === companyId);
  if (company === undefined) throw new Refusal("company_not_found", { field: "companyId" });
  const agreement = agreements.find((each) => each.id === agreementId);
  if (agreement === undefined) throw new Refusal("agreement_not_found", { field: "agreementId" });
  if (agreement.companyId !== companyId) {
    throw new Refusal("agreement_not_of_company", {
      field: "agreementId",
      detail: `${agreement.name} is an agreement of ${agreement.companyName}, not of ${company.name}.`,
    });
  }
  if (isAgreementEnded(agreement, localDateAt(context.clock.now(), scope.partner.timeZone))) {
    throw new Refusal("agreement_ended", { field: "agreementId", detail: `${agreement.name} has ended or is inactive.` });
  }
  return { company, agreement };
}

function known(customer: CustomerRecord | undefined): CustomerRecord {
  if (customer === undefined) throw new Refusal("not_found", { field: "customerId", detail: "There is no such customer." });
  return customer;
}

function assignable(customer: CustomerRecord | undefined): CustomerRecord {
  const found = known(customer);
  if (found.archivedAt !== null) throw new Refusal("invalid_input", { field: "customerId", detail: `${found.name} is archived.` });
  return found;
}

function namesOf({ companyId, companyName, agreementId, agreementName }: AssignmentRecord): Record<string, string> {
  return { companyId, companyName, agreementId, agreementName };
}
