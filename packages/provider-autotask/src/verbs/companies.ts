import type { Company, ProviderSession } from "@integrations/core";
import type { AutotaskApi } from "../wire/api.ts";
import { recordIds } from "../wire/ids.ts";
import { listPage } from "../wire/list.ts";
import { MAX_PAGE_SIZE } from "../wire/query.ts";
import { COMPANIES, type CompanyRow } from "../wire/rows.ts";
import { containsText, literal } from "../wire/text.ts";
import { anyContains } from "./products.ts";
import { readByIds } from "./read-by-ids.ts";

/** Longest name (V). */
const LONGEST_SEARCH = 100;
const DEFAULT_LIMIT = 50;

/** Active ones: a company that is no longer active gets no new assignment, and keeps the one it has. */
export async function searchCompanies(api: AutotaskApi, query: Parameters<ProviderSession["searchCompanies"]>[0]): Promise<Company[]> {
  const search = literal(query.search);
  if (search === "" || search.length > LONGEST_SEARCH) return [];
  const pageSize = Math.min(Math.max(1, query.limit ?? DEFAULT_LIMIT), MAX_PAGE_SIZE);
  const filter = [{ op: "eq", field: "isActive", value: true } as const, anyContains(search, "companyName", "companyNumber")];
  const { rows } = await listPage(api, COMPANIES, filter, { after: 0, pageSize });
  return rows.filter((row) => isWanted(row, search)).map((row) => toCompany(api, row));
}

export async function readCompanies(api: AutotaskApi, ids: readonly string[]): Promise<Company[]> {
  const rows = await readByIds(api, COMPANIES, recordIds(ids));
  return rows.map((row) => toCompany(api, row));
}

function isWanted(row: CompanyRow, search: string): boolean {
  return row.isActive !== false && (containsText(row.companyName ?? "", search) || containsText(row.companyNumber ?? "", search));
}

function toCompany({ redactor }: AutotaskApi, row: CompanyRow): Company {
  return { id: String(row.id), identifier: redactor.text(row.companyNumber ?? ""), name: redactor.text(row.companyName ?? "") };
}
