import { reasonOf } from "@integrations/core";
import {
  countCustomers,
  findAssignment,
  findCustomer,
  findExclusion,
  findSnapshot,
  listAgreementNames,
  listConnectionsOfPartner,
  listCustomerProblems,
  listCustomers,
  listServices,
  type AssignmentRecord,
  type ConnectionRecord,
  type CustomerCounts,
  type CustomerListQuery,
  type CustomerProblem,
  type CustomerRecord,
  type CustomerStatus,
  type ExclusionRecord,
  type ListedCustomer,
  type ServiceRecord,
  type Trx,
} from "@integrations/database";
import { getProvider, requireConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export { CUSTOMER_SORTS, CUSTOMER_STATUSES } from "@integrations/database";

export interface ListCustomersInput extends Pick<CustomerListQuery, "search" | "status" | "sort" | "after" | "limit"> {
  readonly providerId: string;
}

/** A page of the partner's customers as one connection sees them. @throws Refusal `not_enabled` */
export async function listCustomerPage(
  context: ServiceContext,
  scope: PartnerScope,
  { providerId, ...query }: ListCustomersInput,
): Promise<{ items: ListedCustomer[]; more: boolean }> {
  getProvider(context, providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await requireConnection(trx, scope, providerId);
    const limit = query.limit + 1;
    const found = await listCustomers(trx, { ...query, limit, connectionId: connection.id, partnerId: scope.partner.id });
    return { items: found.slice(0, query.limit), more: found.length > query.limit };
  });
}

/** @throws Refusal `not_enabled` */
export async function countCustomersByStatus(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly providerId: string; readonly search?: string | undefined },
): Promise<CustomerCounts> {
  getProvider(context, input.providerId);
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = await requireConnection(trx, scope, input.providerId);
    return await countCustomers(trx, { connectionId: connection.id, partnerId: scope.partner.id, search: input.search });
  });
}

export interface CustomerView {
  readonly customer: CustomerRecord;
  /** Null where no count was ever received. */
  readonly observedAt: Date | null;
  readonly quantities: ReadonlyArray<{ readonly service: ServiceRecord; readonly quantity: number }>;
  /** One for each of the partner's connections. */
  readonly integrations: readonly CustomerIntegration[];
}

export interface CustomerIntegration {
  readonly providerId: string;
  readonly connectionStatus: ConnectionRecord["status"];
  readonly status: CustomerStatus;
  readonly assignment: AssignmentRecord | null;
  /** Set where the partner wants its lines left alone. */
  readonly exclusion: ExclusionRecord | null;
  /** The others that are assigned to the same agreement. */
  readonly sharedWith: ReadonlyArray<{ readonly customerId: string; readonly name: string }>;
  readonly problems: readonly CustomerProblem[];
}

/** As many as a screen names. */
const MOST_OTHERS = 50;

async function othersOf(trx: Trx, { connectionId, agreementId, customerId }: AssignmentRecord): Promise<CustomerIntegration["sharedWith"]> {
  const { customers = [] } = (await listAgreementNames(trx, connectionId, [agreementId])).get(agreementId) ?? {};
  return customers.filter((each) => each.customerId !== customerId).slice(0, MOST_OTHERS);
}

/** One customer: what it has, and where it is invoiced. @throws Refusal `not_found` */
export async function getCustomerView(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly customerId: string; readonly providerId?: string | undefined },
): Promise<CustomerView> {
  if (input.providerId !== undefined) getProvider(context, input.providerId);
  const key = { partnerId: scope.partner.id, customerId: input.customerId };
  return await context.database.asPartner(scope.partner.id, async (trx) => {
    const customer = await findCustomer(trx, key);
    if (customer === undefined) throw new Refusal("not_found", { field: "customerId", detail: "There is no such customer." });
    const services = await listServices(trx);
    const snapshot = await findSnapshot(trx, key);
    const integrations: CustomerIntegration[] = [];
    for (const connection of await listConnectionsOfPartner(trx, scope.partner.id)) {
      if (input.providerId !== undefined && connection.providerId !== input.providerId) continue;
      const assignment = (await findAssignment(trx, connection.id, customer.id)) ?? null;
      const exclusion = (await findExclusion(trx, connection.id, customer.id)) ?? null;
      const problems = assignment === null ? [] : await listCustomerProblems(trx, { connectionId: connection.id, customerId: customer.id });
      integrations.push({
        providerId: connection.providerId,
        connectionStatus: connection.status,
        status: exclusion !== null ? "excluded" : assignment === null ? "not_assigned" : problems.length > 0 ? "problem" : "complete",
        assignment,
        exclusion,
        sharedWith: assignment === null ? [] : await othersOf(trx, assignment),
        problems: problems.map((problem) => ({ ...problem, detail: problem.detail ?? reasonOf(problem.reason).sentence })),
      });
    }
    const quantities =
      snapshot === undefined ? [] : services.map((service) => ({ service, quantity: snapshot.quantities.get(service.code) ?? 0 }));
    return { customer, observedAt: snapshot?.observedAt ?? null, quantities, integrations };
  });
}
