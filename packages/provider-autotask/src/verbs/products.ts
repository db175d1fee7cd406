import { ProviderError, type Page, type Product, type ProviderSession } from "@integrations/core";
import type { AutotaskApi } from "../wire/api.ts";
import { bundleIds, bundleProductId, isRecordId, recordIds } from "../wire/ids.ts";
import { listPage } from "../wire/list.ts";
import { MAX_PAGE_SIZE, type Filter } from "../wire/query.ts";
import { SERVICE_BUNDLES, SERVICES, type ItemRow } from "../wire/rows.ts";
import { containsText, literal } from "../wire/text.ts";
import { readByIds } from "./read-by-ids.ts";

/** Longer than any name or description could hold to be of use in a search. */
const LONGEST_SEARCH = 100;
const DEFAULT_LIMIT = 50;

/** Pages looked through for one answer, where what they hold is filtered out on our side. */
const MOST_PAGES = 5;

/** Services only: a bundle cannot be a line that is kept here, see the README. */
export async function searchProducts(api: AutotaskApi, query: Parameters<ProviderSession["searchProducts"]>[0]): Promise<Page<Product>> {
  const search = literal(query.search ?? "");
  if (search.length > LONGEST_SEARCH) return { items: [] };
  const pageSize = Math.min(Math.max(1, query.limit ?? DEFAULT_LIMIT), MAX_PAGE_SIZE);
  const filter: Filter[] = [{ op: "eq", field: "isActive", value: true }];
  if (search !== "") filter.push(anyContains(search, "name", "description"));

  const items: Product[] = [];
  let after = cursorOf(query.cursor);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await listPage(api, SERVICES, filter, { after, pageSize });
    items.push(...page.rows.filter((row) => isWanted(row, search)).map((row) => toProduct(api, row, "service")));
    if (page.next === undefined) return { items };
    after = page.next;
    if (items.length > 0) break;
  }
  return { items, nextCursor: String(after) };
}

export async function readProducts(api: AutotaskApi, ids: readonly string[]): Promise<Product[]> {
  const services = await readByIds(api, SERVICES, recordIds(ids));
  const bundles = await readByIds(api, SERVICE_BUNDLES, bundleIds(ids));
  return [...services.map((row) => toProduct(api, row, "service")), ...bundles.map((row) => toProduct(api, row, "bundle"))];
}

export function anyContains(search: string, ...fields: readonly string[]): Filter {
  return { op: "or", items: fields.map((field) => ({ op: "contains", field, value: search })) };
}

/** The filter once more, on this side: a site that reads it otherwise brings nothing in that was not asked for. */
function isWanted(row: ItemRow, search: string): boolean {
  if (row.isActive === false) return false;
  return search === "" || containsText(row.name ?? "", search) || containsText(row.description ?? "", search);
}

function toProduct({ redactor }: AutotaskApi, row: ItemRow, kind: "service" | "bundle"): Product {
  return {
    id: kind === "service" ? String(row.id) : bundleProductId(row.id),
    identifier: redactor.text(row.name ?? ""),
    description: redactor.text(row.description ?? ""),
    active: row.isActive !== false,
    allowedOnAgreement: kind === "service",
  };
}

function cursorOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (isRecordId(cursor)) return Number(cursor);
  const detail = "This cursor was not given by an earlier answer.";
  throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
}
