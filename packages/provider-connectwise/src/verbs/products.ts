import { ProviderError, type Page, type Product, type ProviderSession } from "@integrations/core";
import type { ConnectWiseApi } from "../wire/api.ts";
import { anyOf, containsLiteral } from "../wire/conditions.ts";
import { isRecordId } from "../wire/ids.ts";
import { listPage, MAX_PAGE_SIZE, type ListRequest } from "../wire/list.ts";
import { containsText } from "../wire/literal-match.ts";
import { PRODUCT_FIELDS, productRows, type ProductRow } from "../wire/rows.ts";
import { toProduct } from "../wire/to-domain.ts";
import { readByIds } from "./read-by-ids.ts";

const CATALOG: ListRequest<ProductRow> = { path: "procurement/catalog", rows: productRows, fields: PRODUCT_FIELDS };
const FILTERS = ["inactiveFlag=false", 'productClass!="Bundle"'];

/** Longest identifier (O); a description is shorter. */
const LONGEST_SEARCH = 75;
const DEFAULT_LIMIT = 50;

/** Pages looked through for one answer, where what they hold is filtered out on our side. */
const MOST_PAGES = 5;

export async function searchProducts(api: ConnectWiseApi, query: Parameters<ProviderSession["searchProducts"]>[0]): Promise<Page<Product>> {
  const search = query.search?.trim() ?? "";
  const limit = Math.min(Math.max(1, query.limit ?? DEFAULT_LIMIT), MAX_PAGE_SIZE);
  const conditions = conditionsFor(search);
  if (search.length > LONGEST_SEARCH) return { items: [] };

  const items: Product[] = [];
  let after = cursorOf(query.cursor);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await listPage(api, { ...CATALOG, conditions, pageSize: limit }, after);
    items.push(...page.rows.filter((row) => isWanted(row, search)).map((row) => toProduct(row, api.redactor.text)));
    if (page.next === undefined) return { items };
    after = page.next;
    if (items.length > 0) break;
  }
  return { items, nextCursor: String(after) };
}

export async function readProducts(api: ConnectWiseApi, ids: readonly string[]): Promise<Product[]> {
  const rows = await readByIds(api, CATALOG, ids);
  return rows.map((row) => toProduct(row, api.redactor.text));
}

function conditionsFor(search: string): string {
  if (search === "") return FILTERS.join(" and ");
  return anyOf([containsLiteral("identifier", search), containsLiteral("description", search)], FILTERS);
}

/** The conditions once more, on this side: a site that reads them otherwise brings nothing in that was not asked for. */
function isWanted(row: ProductRow, search: string): boolean {
  const product = toProduct(row, (text) => text);
  const found = search === "" || containsText(product.identifier, search) || containsText(product.description, search);
  return found && product.active && product.allowedOnAgreement;
}

function cursorOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (isRecordId(cursor)) return Number(cursor);
  const detail = "This cursor was not given by an earlier answer.";
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
}
