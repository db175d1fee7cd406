import { fieldKind, type FieldTable } from "../wire/field-table.ts";
import type { FieldReader } from "./compile-conditions.ts";
import { ConditionsError } from "./conditions-error.ts";

export interface OrderKey {
  readonly path: string;
  readonly descending: boolean;
}

/** Reads `name asc,company/id desc`. @throws ConditionsError */
export function parseOrderBy(source: string, fields: FieldTable): OrderKey[] {
  return source.split(",").map((part) => {
    const [path = "", direction = "asc", ...more] = part.trim().split(/\s+/);
    const known = ["asc", "desc"].includes(direction.toLowerCase()) && more.length === 0;
    if (!known || fieldKind(fields, path.split("/")) === undefined) throw new ConditionsError(`Cannot order by "${part.trim()}".`);
    return { path, descending: direction.toLowerCase() === "desc" };
  });
}

/** What a row is ordered by: one value per key. */
export function orderValues(keys: readonly OrderKey[], row: FieldReader): Array<string | number> {
  return keys.map((key) => {
    const [value] = row.values(key.path);
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return value ? 1 : 0;
    return typeof value === "string" ? value.toLowerCase() : "";
  });
}

export function compareByKeys(
  keys: readonly OrderKey[],
  one: ReadonlyArray<string | number>,
  other: ReadonlyArray<string | number>,
): number {
  for (const [index, key] of keys.entries()) {
    const left = one[index] ?? "";
    const right = other[index] ?? "";
    if (left === right) continue;
    const order = typeof left === "number" && typeof right === "number" ? left - right : String(left) < String(right) ? -1 : 1;
    return key.descending ? -order : order;
  }
  return 0;
}
