import { likePattern } from "./like-pattern.ts";
import { QueryError } from "./query-error.ts";
import type { Condition, Operator } from "./query.ts";

export type Value = string | number | boolean | null;
export type WireRow = Readonly<Record<string, Value>>;

/** What a field of an entity holds. */
export type FieldType = "text" | "number" | "boolean" | "date";

export interface MatchRules {
  readonly entity: string;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, { readonly name: string; readonly type: FieldType }>;
  readonly containsAs: "literal" | "like";
}

/** Makes a test of a row out of a filter. @throws QueryError naming what does not fit */
export function compileFilter(conditions: readonly Condition[], rules: MatchRules): (row: WireRow) => boolean {
  const tests = conditions.map((condition) => compile(condition, rules));
  return (row) => tests.every((test) => test(row));
}

function compile(condition: Condition, rules: MatchRules): (row: WireRow) => boolean {
  if ("items" in condition) {
    const tests = condition.items.map((item) => compile(item, rules));
    return condition.op === "or" ? (row) => tests.some((test) => test(row)) : (row) => tests.every((test) => test(row));
  }
  const field = rules.fields.get(condition.field.toLowerCase());
  if (field === undefined) throw new QueryError(`Unable to find ${condition.field} in the ${rules.entity} Entity.`);
  const test = operatorTest(condition.op, field.type, condition.value, rules.containsAs);
  return (row) => test(row[field.name] ?? null);
}

function operatorTest(op: Operator, type: FieldType, value: unknown, containsAs: MatchRules["containsAs"]): (stored: Value) => boolean {
  switch (op) {
    case "exist":
      return (stored) => stored !== null;
    case "notExist":
      return (stored) => stored === null;
    case "in":
    case "notIn": {
      if (!Array.isArray(value)) throw new QueryError(`The operator ${op} needs a list of values.`);
      const wanted = new Set(value.map((each) => comparable(each, type)));
      return (stored) => stored !== null && wanted.has(comparable(stored, type)) === (op === "in");
    }
    case "contains":
    case "beginsWith":
    case "endsWith": {
      if (type !== "text" || typeof value !== "string") throw new QueryError(`The operator ${op} is for text.`);
      const pattern = textTest(op, value.toLowerCase(), containsAs);
      return (stored) => typeof stored === "string" && pattern(stored.toLowerCase());
    }
    default: {
      const wanted = comparable(value, type);
      return (stored) => (stored === null ? op === "noteq" : compareAs(op, comparable(stored, type), wanted));
    }
  }
}

function compareAs(op: Operator, stored: string | number | boolean, wanted: string | number | boolean): boolean {
  switch (op) {
    case "eq":
      return stored === wanted;
    case "noteq":
      return stored !== wanted;
    case "gt":
      return stored > wanted;
    case "gte":
      return stored >= wanted;
    case "lt":
      return stored < wanted;
    default:
      return stored <= wanted;
  }
}

/** A value in the form in which it is compared; booleans must be literal (V), and a date alone is its midnight (C). */
function comparable(value: unknown, type: FieldType): string | number | boolean {
  if (type === "boolean" && typeof value === "boolean") return value;
  if (type === "number" && typeof value === "number") return value;
  if (type === "number" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  if (type === "text" && typeof value === "string") return value.toLowerCase();
  if (type === "date" && typeof value === "string") {
    const time = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?$/.exec(value);
    if (time !== null) return `${time[1]}T${time[2] ?? "00:00:00"}`;
  }
  throw new QueryError(`The value ${JSON.stringify(value) ?? "undefined"} is not valid for a field of this type.`);
}

function textTest(
  op: "contains" | "beginsWith" | "endsWith",
  value: string,
  containsAs: MatchRules["containsAs"],
): (text: string) => boolean {
  if (containsAs === "like") {
    const pattern = likePattern(`${op === "beginsWith" ? "" : "%"}${value}${op === "endsWith" ? "" : "%"}`);
    return (text) => pattern.test(text);
  }
  if (op === "contains") return (text) => text.includes(value);
  return op === "beginsWith" ? (text) => text.startsWith(value) : (text) => text.endsWith(value);
}
