import { describe, expect, it } from "vitest";
import type { FieldTable } from "../wire/field-table.ts";
import { compileConditions } from "./compile-conditions.ts";
import { ConditionsError } from "./conditions-error.ts";
import { parseConditions } from "./parse-conditions.ts";
import { valuesAt } from "./row-cursor.ts";

const FIELDS: FieldTable = {
  id: "number",
  name: "text",
  deletedFlag: "flag",
  startDate: "date",
  endDate: "date",
  quantity: "number",
  company: "reference",
  types: "list",
  _info: "info",
};

const ROW = {
  id: 5,
  name: "Alder Grove",
  deletedFlag: false,
  startDate: "2025-06-01T00:00:00Z",
  quantity: null,
  company: { id: 250, identifier: "AlderGrove", name: "Alder Grove Dental" },
  types: [
    { id: 1, name: "Client" },
    { id: 2, name: "Partner" },
  ],
  _info: { lastUpdated: "2025-06-01T10:00:00Z" },
};

function holds(source: string): boolean {
  return compileConditions(parseConditions(source), FIELDS)({ values: (path) => valuesAt(ROW, path.split("/")) });
}

describe("what conditions hold for", () => {
  it.each([
    "id = 5",
    "id != 6",
    "id < 5.5",
    "id >= 5",
    "id in (1, 5)",
    "name = 'alder grove'",
    "name > 'a'",
    "name contains 'ER GR'",
    "deletedFlag = false",
    "deletedFlag != true",
    "startDate = [2025-06-01]",
    "startDate < [2025-06-01T00:00:01Z]",
    "startDate >= [2025-05-31T20:00:00-04:00]",
    "endDate = null",
    "quantity = null",
    "startDate != null",
    "company/id = 250",
    "company/name like 'alder%'",
    "types/name = 'Partner'",
    "types/id in (2, 9)",
    "_info/lastUpdated > [2025-06-01T09:00:00Z]",
    "not (id = 6 or name = 'x')",
    "id = 5 and (name contains 'zzz' or deletedFlag = False)",
  ])("holds: %s", (source) => {
    expect(holds(source)).toBe(true);
  });

  it.each([
    "id = 6",
    "id not in (5)",
    "name = 'Alder'",
    "endDate < [2030-01-01]",
    "endDate > [1990-01-01]",
    "quantity = 0",
    "quantity >= 0",
    "types/name = 'Vendor'",
    "company/id != 250",
    "not deletedFlag = false",
  ])("does not hold: %s", (source) => {
    expect(holds(source)).toBe(false);
  });

  it.each([
    "unknownField = 5",
    "company = 5",
    "company/unknown = 5",
    "id = '5'",
    "name = 5",
    "deletedFlag = 'false'",
    "deletedFlag = 0",
    "startDate = '2025-06-01'",
    "id contains '5'",
    "id in ('5')",
    "id < null",
    "types = 'Client'",
  ])("refuses %s", (source) => {
    expect(() => holds(source)).toThrow(ConditionsError);
  });
});
