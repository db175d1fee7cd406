import type { Company, ProviderSession } from "@integrations/core";
import type { ConnectWiseApi } from "../wire/api.ts";
import { anyOf, containsLiteral } from "../wire/conditions.ts";
import { listPage, MAX_PAGE_SIZE, type ListRequest } from "../wire/list.ts";
import { containsText } from "../wire/literal-match.ts";
import { COMPANY_FIELDS, companyRows, type CompanyRow } from "../wire/rows.ts";
import { toCompany } from "../wire/to-domain.ts";
import { readByIds } from "./read-by-ids.ts";

const COMPANIES: ListRequest<CompanyRow> = { path: "company/companies", rows: companyRows, fields: COMPANY_FIELDS };

/** Companies in the recycle bin look like duplicates (O). Never by status: partners rename these (O). */
const NOT_DELETED = "deletedFlag=false";

/** Longest name (V); an identifier is shorter. */
const LONGEST_SEARCH = 50;
const DEFAULT_LIMIT = 50;

export async function searchCompanies(api: ConnectWiseApi, query: Parameters<ProviderSession["searchCompanies"]>[0]): Promise<Company[]> {
  const search = query.search.trim();
  if (search === "") return [];
  const conditions = anyOf([containsLiteral("name", search), containsLiteral("identifier", search)], [NOT_DELETED]);
  if (search.length > LONGEST_SEARCH) return [];
  const pageSize = Math.min(Math.max(1, query.limit ?? DEFAULT_LIMIT), MAX_PAGE_SIZE);
  const { rows } = await listPage(api, { ...COMPANIES, conditions, pageSize }, 0);
  return rows.filter((row) => isWanted(row, search)).map((row) => toCompany(row, api.redactor.text));
}

export async function readCompanies(api: ConnectWiseApi, ids: readonly string[]): Promise<Company[]> {
  const rows = await readByIds(api, COMPANIES, ids, [NOT_DELETED]);
  return rows.filter((row) => row.deletedFlag !== true).map((row) => toCompany(row, api.redactor.text));
}

/** The conditions once more, on this side: a site that reads them otherwise brings nothing in that was not asked for. */
function isWanted(row: CompanyRow, search: string): boolean {
  return row.deletedFlag !== true && (containsText(row.name ?? "", search) || containsText(row.identifier ?? "", search));
}
