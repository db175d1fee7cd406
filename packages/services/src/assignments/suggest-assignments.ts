import {
  isAgreementEnded,
  localDateAt,
  matchableDomains,
  ProviderError,
  suggestCompanies,
  type Agreement,
  type CompanyCandidate,
  type MatchedCompany,
  type ProviderSession,
} from "@integrations/core";
import type { ListedCustomer } from "@integrations/database";
import { getEnabledConnection, getProvider } from "../connections/find-provider.ts";
import { listCustomerPage } from "../customers/list-customers.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import type { ServiceContext } from "../service-context.ts";
import { withSession } from "../sessions/with-session.ts";

export interface SuggestInput {
  readonly providerId: string;
  readonly after?: { readonly sortKey: string; readonly id: string } | undefined;
  readonly limit: number;
}

export interface CandidateView extends CompanyCandidate {
  /** Those the customer can be assigned to today. */
  readonly agreements: readonly Agreement[];
}

export interface AssignmentSuggestion {
  readonly customer: ListedCustomer;
  /** The likelier first; empty where nothing points to any company. */
  readonly candidates: readonly CandidateView[];
  /** What may be taken over without a choice: the one company there is, and its one agreement. */
  readonly proposal: { readonly companyId: string; readonly agreementId: string } | null;
}

/** A name that is in very many others finds only the first of them. */
const MOST_AGREEMENT_LISTS = 100;

/**
 * For a page of customers that are not assigned: which company may be each one's, and why. Nothing is stored.
 * @throws Refusal `not_enabled`, or what went wrong at the provider
 */
export async function suggestAssignments(
  context: ServiceContext,
  scope: PartnerScope,
  input: SuggestInput,
  signal: AbortSignal,
): Promise<{ items: AssignmentSuggestion[]; more: boolean }> {
  const { providerId, after, limit } = input;
  const provider = getProvider(context, providerId);
  const connection = await getEnabledConnection(context, scope, providerId);
  const page = await listCustomerPage(context, scope, { providerId, status: "not_assigned", sort: "name", after, limit });
  if (page.items.length === 0) return { items: [], more: false };
  const today = localDateAt(context.clock.now(), scope.partner.timeZone);
  const items = await withSession(context, connection, signal, async (session) => {
    const companies = await companiesFor(session, provider.capabilities.includes("matchCompanies"), page.items);
    const found = page.items.map((customer) => ({ customer, candidates: suggestCompanies(customer, companies) }));
    const ids = [...new Set(found.flatMap(({ candidates }) => candidates.map((each) => each.company.id)))].slice(0, MOST_AGREEMENT_LISTS);
    const agreements = new Map(
      await Promise.all(
        ids.map(async (id) => [id, (await session.listAgreements(id)).filter((each) => !isAgreementEnded(each, today))] as const),
      ),
    );
    return found.map(({ customer, candidates }): AssignmentSuggestion => {
      const views = candidates.map((each) => ({ ...each, agreements: agreements.get(each.company.id) ?? [] }));
      return { customer, candidates: views, proposal: proposalOf(views) };
    });
  });
  return { items, more: page.more };
}

function proposalOf([first, ...others]: readonly CandidateView[]): AssignmentSuggestion["proposal"] {
  const [agreement, ...more] = first?.agreements ?? [];
  if (first === undefined || agreement === undefined || others.length > 0 || more.length > 0) return null;
  return { companyId: first.company.id, agreementId: agreement.id };
}

/** Every company that may be one of theirs. A provider that cannot match many at once is asked for each name. */
async function companiesFor(
  session: ProviderSession,
  canMatch: boolean,
  customers: readonly ListedCustomer[],
): Promise<readonly MatchedCompany[]> {
  const names = customers.map((customer) => customer.name.trim()).filter((name) => name !== "");
  if (canMatch && session.matchCompanies !== undefined) {
    const domains = [...new Set(customers.flatMap((customer) => matchableDomains(customer.domains)))];
    return await session.matchCompanies({ domains, names });
  }
  const found = await Promise.all(names.map((search) => namesakes(session, search)));
  return [...new Map(found.flat().map((company) => [company.id, { ...company, domains: [] }])).values()];
}

/** A name that cannot be searched for finds nobody: this only suggests. */
async function namesakes(session: ProviderSession, search: string): ReturnType<ProviderSession["searchCompanies"]> {
  try {
    return await session.searchCompanies({ search });
  } catch (error) {
    if (error instanceof ProviderError && error.reason === "search_not_literal") return [];
    throw error;
  }
}
