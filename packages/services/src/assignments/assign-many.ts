import { localDateAt, type ReasonCode } from "@integrations/core";
import { lockConnection, lockCustomers, findCustomers, type CustomerRecord } from "@integrations/database";
import { enabled, getEnabledConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { withSession } from "../sessions/with-session.ts";
import { judgePlace, type Place } from "./judge-place.ts";
import { storeAssignment } from "./store-assignment.ts";

export interface WantedAssignment {
  readonly customerId: string;
  readonly companyId: string;
  readonly agreementId: string;
}

export interface AssignManyInput {
  readonly providerId: string;
  readonly assignments: readonly WantedAssignment[];
  /** Only says what would become of each. */
  readonly dryRun?: boolean | undefined;
}

/** What becomes of one of them. */
export type AssignmentVerdict =
  | { readonly customerId: string; readonly place: Place; readonly reason: null; readonly detail: null }
  | { readonly customerId: string; readonly place: null; readonly reason: ReasonCode; readonly detail: string | null };

export interface AssignedMany {
  /** All of them, or none where one is refused or it was asked for a dry run. */
  readonly saved: number;
  /** One for each, in the same order. */
  readonly rows: readonly AssignmentVerdict[];
}

/**
 * Assigns many customers at once: all, or none and why. Companies and agreements are looked at in bulk first.
 * @throws Refusal `not_enabled`, `not_found` for an unknown customer where it is no dry run, `changed_meanwhile`, or what went wrong at the provider as a whole
 */
export async function assignMany(
  context: ServiceContext,
  scope: PartnerScope,
  input: AssignManyInput,
  signal: AbortSignal,
): Promise<AssignedMany> {
  const { providerId, assignments } = input;
  const connection = await getEnabledConnection(context, scope, providerId);
  const ids = [...new Set(assignments.map((each) => each.customerId))];
  const customers = await context.database.asPartner(scope.partner.id, (trx) => findCustomers(trx, scope.partner.id, ids));
  if (input.dryRun !== true && customers.length < ids.length) {
    const known = new Set(customers.map((customer) => customer.id));
    const index = assignments.findIndex((each) => !known.has(each.customerId));
    throw new Refusal("not_found", { field: `assignments.${index}.customerId`, detail: "There is no such customer." });
  }
  const [companies, agreements] = await withSession(context, connection, signal, (session) =>
    Promise.all([
      session.readCompanies([...new Set(assignments.map((each) => each.companyId))]),
      session.readAgreements([...new Set(assignments.map((each) => each.agreementId))]),
    ]),
  );
  const at = context.clock.now();
  const today = localDateAt(at, scope.partner.timeZone);
  // Looked up by id: a file may hold tens of thousands.
  const companyById = new Map(companies.map((company) => [company.id, company]));
  const agreementById = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  const customerById = new Map(customers.map((customer) => [customer.id, customer]));
  const seen = new Set<string>();
  const rows = assignments.map((wanted): AssignmentVerdict => {
    const { customerId, companyId, agreementId } = wanted;
    try {
      assignable(customerById.get(customerId), seen.has(customerId));
      seen.add(customerId);
      const found = {
        companies: [companyById.get(companyId)].filter((each) => each !== undefined),
        agreements: [agreementById.get(agreementId)].filter((each) => each !== undefined),
        today,
      };
      return { customerId, place: judgePlace({ companyId, agreementId }, found), reason: null, detail: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { customerId, place: null, reason: error.reason, detail: error.detail ?? null };
    }
  });
  if (input.dryRun === true || rows.some((row) => row.place === null)) return { saved: 0, rows };
  await context.database.asPartner(scope.partner.id, async (trx) => {
    const current = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId }));
    const locked = new Map((await lockCustomers(trx, scope.partner.id, ids)).map((customer) => [customer.id, customer]));
    // What was true before the provider was asked may not be any more.
    if (current.id !== connection.id || locked.size !== ids.length) throw new Refusal("changed_meanwhile");
    for (const { customerId, place } of rows) {
      const customer = locked.get(customerId);
      if (place === null || customer === undefined || customer.archivedAt !== null) throw new Refusal("changed_meanwhile");
      await storeAssignment(trx, { scope, connection: current, providerId, customer, place, at });
    }
  });
  return { saved: rows.length, rows };
}

function assignable(customer: CustomerRecord | undefined, isNamedBefore: boolean): void {
  if (customer === undefined) throw new Refusal("not_found", { field: "customerId", detail: "There is no such customer." });
  if (isNamedBefore) throw new Refusal("invalid_input", { field: "customerId", detail: `${customer.name} is named twice.` });
  if (customer.archivedAt !== null) throw new Refusal("invalid_input", { field: "customerId", detail: `${customer.name} is archived.` });
}
