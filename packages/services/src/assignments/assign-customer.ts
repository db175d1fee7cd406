import { localDateAt } from "@integrations/core";
import {
  deleteAssignment,
  findCustomer,
  lockConnection,
  lockCustomer,
  type AssignmentRecord,
  type ConnectionRecord,
  type CustomerRecord,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getEnabledConnection, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { withSession } from "../sessions/with-session.ts";
import { judgePlace, type Place } from "./judge-place.ts";
import { namesOf, storeAssignment } from "./store-assignment.ts";

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
    return await storeAssignment(trx, {
      scope,
      connection: current,
      providerId: input.providerId,
      customer,
      place: { company, agreement },
      at,
    });
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
): Promise<Place> {
  const { companyId, agreementId } = wanted;
  const [companies, agreements] = await withSession(context, connection, wanted.signal, (session) =>
    Promise.all([session.readCompanies([companyId]), session.readAgreements([agreementId])]),
  );
  return judgePlace({ companyId, agreementId }, { companies, agreements, today: localDateAt(context.clock.now(), scope.partner.timeZone) });
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
