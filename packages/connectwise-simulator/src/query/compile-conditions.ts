import { fieldKind, type FieldKind, type FieldTable } from "../wire/field-table.ts";
import type { Condition, Literal, Operator } from "./condition.ts";
import { ConditionsError } from "./conditions-error.ts";
import { compilePattern } from "./text-pattern.ts";

/** Anything fields can be read from by path. */
export interface FieldReader {
  values(path: string): readonly unknown[];
}

export type RowTest = (row: FieldReader) => boolean;

const LITERAL_FITS: Readonly<Record<Literal["type"], readonly FieldKind[]>> = {
  text: ["text"],
  number: ["number"],
  flag: ["flag"],
  date: ["date"],
  null: ["text", "number", "flag", "date"],
};

/**
 * Makes a test of conditions. Numbers are compared as numbers, dates as points in time, text without regard to case; what is
 * absent or null is equal to null only.
 * @throws ConditionsError for a field that is not there or a literal that does not fit it
 */
export function compileConditions(condition: Condition, fields: FieldTable): RowTest {
  switch (condition.kind) {
    case "and": {
      const tests = condition.parts.map((part) => compileConditions(part, fields));
      return (row) => tests.every((test) => test(row));
    }
    case "or": {
      const tests = condition.parts.map((part) => compileConditions(part, fields));
      return (row) => tests.some((test) => test(row));
    }
    case "not": {
      const test = compileConditions(condition.part, fields);
      return (row) => !test(row);
    }
    case "compare":
      return compileComparison(condition.path, condition.operator, condition.value, fields);
    case "match": {
      if (kindOf(condition.path, fields) !== "text") throw new ConditionsError(`${condition.path} is no text.`);
      const fits = compilePattern(condition.pattern, condition.how);
      return (row) => row.values(condition.path).some((value) => typeof value === "string" && fits(value));
    }
    case "in": {
      const kind = kindOf(condition.path, fields);
      for (const value of condition.values) checkLiteral(condition.path, kind, value);
      const wanted = new Set(condition.values.map((literal) => comparable(literal.value)));
      return (row) => row.values(condition.path).some((value) => wanted.has(comparable(value, kind)));
    }
    default:
      throw new ConditionsError("Unknown kind of condition.");
  }
}

function compileComparison(path: string, operator: Operator, literal: Literal, fields: FieldTable): RowTest {
  const kind = kindOf(path, fields);
  checkLiteral(path, kind, literal);
  if (literal.type === "null") {
    const isNull: RowTest = (row) => row.values(path).every((value) => value === null);
    if (operator === "=") return isNull;
    if (operator === "!=") return (row) => !isNull(row);
    throw new ConditionsError(`null is neither more nor less than ${path}.`);
  }
  const wanted = comparable(literal.value);
  if (wanted === null) throw new ConditionsError(`${path} cannot be compared to that.`);
  if (operator === "!=") return (row) => row.values(path).every((value) => comparable(value, kind) !== wanted);
  return (row) =>
    row.values(path).some((value) => {
      const found = comparable(value, kind);
      return found !== null && holds(found, operator, wanted);
    });
}

function holds(found: string | number, operator: Operator, wanted: string | number): boolean {
  switch (operator) {
    case "=":
      return found === wanted;
    case "!=":
      return found !== wanted;
    case "<":
      return found < wanted;
    case "<=":
      return found <= wanted;
    case ">":
      return found > wanted;
    case ">=":
      return found >= wanted;
    default:
      return false;
  }
}

function kindOf(path: string, fields: FieldTable): FieldKind {
  const kind = fieldKind(fields, path.split("/"));
  if (kind === undefined) throw new ConditionsError(`There is no field ${path} to compare.`);
  return kind;
}

function checkLiteral(path: string, kind: FieldKind, literal: Literal): void {
  if (!LITERAL_FITS[literal.type].includes(kind)) throw new ConditionsError(`A ${literal.type} does not fit ${path}.`);
}

function comparable(value: unknown, kind?: FieldKind): string | number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  if (kind === "date") {
    const time = Date.parse(value);
    return Number.isNaN(time) ? null : time;
  }
  return value.toLowerCase();
}
