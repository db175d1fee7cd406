import { isAgreementEnded, localDateAt, type Agreement, type Company } from "@integrations/core";
import { getEnabledConnection } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";
import { withSession } from "../sessions/with-session.ts";

export const MIN_SEARCH_LENGTH = 3;

/** Companies at the provider by part of their name. @throws Refusal `search_too_short`, `not_enabled`, or what went wrong there */
export async function searchCompanies(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly providerId: string; readonly search: string },
  signal: AbortSignal,
): Promise<Company[]> {
  const search = input.search.trim();
  if (Array.from(search).length < MIN_SEARCH_LENGTH) throw new Refusal("search_too_short", { field: "search" });
  const connection = await getEnabledConnection(context, scope, input.providerId);
  return await withSession(context, connection, signal, (session) => session.searchCompanies({ search }));
}

export interface AgreementChoice {
  readonly agreement: Agreement;
  /** Whether a customer can be assigned to it today. */
  readonly selectable: boolean;
}

/** Every agreement of a company, the ones that have ended included. @throws Refusal `company_not_found`, `not_enabled`, … */
export async function listAgreementChoices(
  context: ServiceContext,
  scope: PartnerScope,
  input: { readonly providerId: string; readonly companyId: string },
  signal: AbortSignal,
): Promise<AgreementChoice[]> {
  const connection = await getEnabledConnection(context, scope, input.providerId);
  const agreements = await withSession(context, connection, signal, async (session) => {
    const found = await session.listAgreements(input.companyId);
    // A company without agreements and a company that is gone both have none.
    if (found.length > 0 || (await session.readCompanies([input.companyId])).length > 0) return found;
    throw new Refusal("company_not_found", { field: "companyId" });
  });
  const today = localDateAt(context.clock.now(), scope.partner.timeZone);
  return agreements.map((agreement) => ({ agreement, selectable: !isAgreementEnded(agreement, today) }));
}
