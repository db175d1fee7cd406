import { z } from "zod";
import { QueryError } from "./query-error.ts";

export const OPERATORS = [
  "eq",
  "noteq",
  "gt",
  "gte",
  "lt",
  "lte",
  "beginsWith",
  "endsWith",
  "contains",
  "exist",
  "notExist",
  "in",
  "notIn",
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Condition =
  | { readonly op: "and" | "or"; readonly items: readonly Condition[] }
  | { readonly op: Operator; readonly field: string; readonly value: unknown };

export interface Query {
  readonly maxRecords: number;
  /** Lower case; undefined = all fields. */
  readonly includeFields: readonly string[] | undefined;
  readonly filter: readonly Condition[];
}

const MAX_RECORDS = 500;
/** Alternatives in one query (V). */
const MAX_ALTERNATIVES = 500;

const bodySchema = z.object({
  maxrecords: z.number().nullish(),
  includefields: z.array(z.string()).nullish(),
  filter: z.array(z.unknown()),
});

/** Reads a query from a body or from `search`; keys in any letter case (C). @throws QueryError */
export function parseQuery(text: string): Query {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new QueryError("The search is not valid JSON.");
  }
  const parsed = bodySchema.safeParse(lowerKeys(json));
  if (!parsed.success) throw new QueryError("The search must hold a filter.");
  const { maxrecords, includefields, filter } = parsed.data;
  const maxRecords = maxrecords ?? MAX_RECORDS;
  if (!Number.isInteger(maxRecords) || maxRecords < 1 || maxRecords > MAX_RECORDS) {
    throw new QueryError(`maxCountOfRecordsToReturn must be between 1 and ${MAX_RECORDS}`);
  }
  const conditions = filter.map((each) => toCondition(each));
  if (countAlternatives(conditions) > MAX_ALTERNATIVES) throw new QueryError("The query holds more than 500 OR conditions.");
  return { maxRecords, includeFields: includefields?.map((field) => field.toLowerCase()), filter: conditions };
}

function toCondition(json: unknown): Condition {
  const { op, field, value, items } = lowerKeys(json) as Partial<Record<"op" | "field" | "value" | "items", unknown>>;
  const name = typeof op === "string" ? op.toLowerCase() : "";
  if (name === "and" || name === "or") {
    if (!Array.isArray(items) || items.length === 0) throw new QueryError(`The operator ${name} needs items.`);
    return { op: name, items: items.map((each) => toCondition(each)) };
  }
  const operator = OPERATORS.find((each) => each.toLowerCase() === name);
  if (operator === undefined) throw new QueryError(`The operator ${String(op)} is not supported.`);
  if (typeof field !== "string") throw new QueryError("A filter must name a field.");
  return { op: operator, field, value };
}

function countAlternatives(conditions: readonly Condition[]): number {
  let count = 0;
  for (const condition of conditions) {
    if (!("items" in condition)) count += 0;
    else count += countAlternatives(condition.items) + (condition.op === "or" ? condition.items.length : 0);
  }
  return count;
}

function lowerKeys(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new QueryError("The search must be an object.");
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}
