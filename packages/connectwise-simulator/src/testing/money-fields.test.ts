import { expect, it } from "vitest";
import { moneyFieldsIn } from "./money-fields.ts";

it.each([
  [[{ op: "replace", path: "quantity", value: 3 }], []],
  [[{ op: "replace", path: "/unitPrice", value: 3 }], ["unitPrice"]],
  [{ product: { id: 1 }, quantity: 2, billCustomer: "Billable", effectiveDate: "2025-01-01T00:00:00Z" }, []],
  [{ product: { id: 1 }, unitCost: 1, nested: [{ margin: 0 }] }, ["unitCost", "margin"]],
  ["unitPrice", []],
  [undefined, []],
])("money named in %j: %j", (body, expected) => {
  expect(moneyFieldsIn({ body })).toEqual(expected);
});
