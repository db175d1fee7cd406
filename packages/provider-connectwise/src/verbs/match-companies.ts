import { ProviderError, type MatchedCompany, type ProviderSession } from "@integrations/core";
import { mapConcurrently, splitToFit } from "@integrations/provider-kit";
import type { ConnectWiseApi } from "../wire/api.ts";
import { anyOf, containsLiteral } from "../wire/conditions.ts";
import { listPage, MAX_PAGE_SIZE, type ListRequest } from "../wire/list.ts";
import { MATCHED_COMPANY_FIELDS, matchedCompanyRows, type MatchedCompanyRow } from "../wire/rows.ts";
import { toCompany } from "../wire/to-domain.ts";
import { websiteDomain } from "../wire/website-domain.ts";

const COMPANIES: ListRequest<MatchedCompanyRow> = { path: "company/companies", rows: matchedCompanyRows, fields: MATCHED_COMPANY_FIELDS };
const NOT_DELETED = "deletedFlag=false";
/** Longest name and longest website (V); nothing longer can be found. */
const LONGEST_NAME = 50;
const LONGEST_WEBSITE = 255;
const CONCURRENT_QUERIES = 4;
/** Of one query: a short name that is in half of all others is not worth reading them all. */
const MOST_ROWS = MAX_PAGE_SIZE;

type Query = Parameters<NonNullable<ProviderSession["matchCompanies"]>>[0];

/** Companies by their website's domain and by name, many at once; as many in a query as its length allows. */
export async function matchCompanies(api: ConnectWiseApi, { domains, names }: Query): Promise<MatchedCompany[]> {
  const wantedDomains = new Set(domains.map((domain) => domain.trim().toLowerCase()));
  const wantedNames = new Set(names.map(plain));
  const alternatives = [
    ...domains.filter((text) => text.trim() !== "" && text.length <= LONGEST_WEBSITE).flatMap((text) => literally("website", text)),
    ...names.filter((text) => text.trim() !== "" && text.trim().length <= LONGEST_NAME).flatMap((text) => literally("name", text)),
  ];
  if (alternatives.length === 0) return [];
  const location = await api.locator.current();
  const conditionsFor = (chunk: readonly string[]): string => anyOf(chunk, [NOT_DELETED]);
  const fits = (chunk: readonly string[]): boolean =>
    api.fits(location, COMPANIES.path, {
      conditions: conditionsFor(chunk),
      fields: COMPANIES.fields,
      pageSize: MAX_PAGE_SIZE,
      pageId: 9_999_999_999_999,
    });
  const chunks = splitToFit(
    alternatives.filter((each) => fits([each])),
    fits,
  );
  const found = new Map<string, MatchedCompany>();
  const readChunk = async (chunk: readonly string[]): Promise<readonly MatchedCompanyRow[]> =>
    (await listPage(api, { ...COMPANIES, conditions: conditionsFor(chunk), pageSize: MOST_ROWS }, 0)).rows;
  for await (const rows of mapConcurrently(chunks, CONCURRENT_QUERIES, readChunk)) {
    for (const row of rows) {
      const domain = websiteDomain(row.website ?? "");
      const isWanted = (domain !== undefined && wantedDomains.has(domain)) || wantedNames.has(plain(row.name ?? ""));
      if (row.deletedFlag === true || !isWanted) continue;
      found.set(String(row.id), { ...toCompany(row, api.redactor.text), domains: domain === undefined ? [] : [domain] });
    }
  }
  return [...found.values()];
}

/** A text that cannot be searched for as it is written finds nothing: this only suggests. */
function literally(field: "website" | "name", text: string): string[] {
  try {
    return [containsLiteral(field, text.trim())];
  } catch (error) {
    if (error instanceof ProviderError && error.reason === "search_not_literal") return [];
    throw error;
  }
}

function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, " ");
}
