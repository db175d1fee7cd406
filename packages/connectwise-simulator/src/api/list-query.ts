import type { ApiRequest } from "@integrations/simulator-kit";
import { compileConditions, type RowTest } from "../query/compile-conditions.ts";
import type { Condition } from "../query/condition.ts";
import { ConditionsError } from "../query/conditions-error.ts";
import { parseOrderBy, type OrderKey } from "../query/order-by.ts";
import { parseConditions } from "../query/parse-conditions.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import type { FieldTable } from "../wire/field-table.ts";
import { badRequest } from "./refusals.ts";

/** FACTS section 2 (V). */
const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 1000;

export interface Filter {
  /** The main conditions as a tree, to look up records by them. */
  readonly condition: Condition | undefined;
  readonly tests: readonly RowTest[];
}

export type Page =
  | { readonly kind: "numbered"; readonly page: number; readonly pageSize: number; readonly order: readonly OrderKey[] | undefined }
  | { readonly kind: "forward"; readonly afterId: number; readonly pageSize: number };

/** Reads `conditions`, `childConditions` and `customFieldConditions`. @throws Refusal 400 */
export function readFilter({ query }: ApiRequest, fields: FieldTable, behaviour: Behaviour): Filter {
  return understanding(() => {
    const tests: RowTest[] = [];
    const condition = parse(query.get("conditions"), behaviour);
    if (condition !== undefined) tests.push(compileConditions(condition, fields));
    const ofChildren = parse(query.get("childConditions"), behaviour);
    if (ofChildren !== undefined) tests.push(compileConditions(ofChildren, fields));
    const ofCustomFields = parse(query.get("customFieldConditions"), behaviour);
    if (ofCustomFields !== undefined) {
      const test = compileConditions(ofCustomFields, { caption: "text", value: "text", id: "number" });
      tests.push((row) => test({ values: (path) => row.values(`customFields/${path}`) }));
    }
    return { condition, tests };
  });
}

/** @throws Refusal 400 */
export function readPage({ query, headers }: ApiRequest, fields: FieldTable): Page {
  const pageSize = wholeNumber(query, "pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
  const orderBy = query.get("orderBy");
  if (headers["pagination-type"]?.toLowerCase() === "forward-only") {
    if (orderBy !== null) throw badRequest("ConnectWiseApi", "orderBy cannot be used with forward-only pagination.");
    return { kind: "forward", afterId: wholeNumber(query, "pageId", 0, 0, Number.MAX_SAFE_INTEGER), pageSize };
  }
  const order = orderBy === null ? undefined : understanding(() => parseOrderBy(orderBy, fields));
  return { kind: "numbered", page: wholeNumber(query, "page", 1, 1, Number.MAX_SAFE_INTEGER), pageSize, order };
}

function parse(source: string | null, behaviour: Behaviour): Condition | undefined {
  return source === null || source.trim() === "" ? undefined : parseConditions(source, behaviour.quoteEscape);
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number, low: number, high: number): number {
  const given = query.get(name);
  if (given === null || given === "") return otherwise;
  const number = Number(given);
  if (!/^\d+$/.test(given) || number < low || number > high) {
    throw badRequest("ConnectWiseApi", `${name} must be a whole number from ${low} to ${high}.`);
  }
  return number;
}

function understanding<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConditionsError) throw badRequest("ConnectWiseApi", `The query is not valid. ${error.message}`);
    throw error;
  }
}
