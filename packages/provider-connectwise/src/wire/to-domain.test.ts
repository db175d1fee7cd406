import { describe, expect, it } from "vitest";
import { additionRow, agreementRow, companyRow, productRow } from "./rows.ts";
import { toAgreement, toCompany, toLine, toProduct } from "./to-domain.ts";

const asIs = (text: string): string => text;

describe("an agreement", () => {
  const agreement = (fields: Record<string, unknown>): ReturnType<typeof toAgreement> =>
    toAgreement(agreementRow.parse({ id: 7, ...fields }), asIs);

  it.each([
    [{ agreementStatus: "Active" }, "active"],
    [{ agreementStatus: "Cancelled" }, "cancelled"],
    [{ agreementStatus: "Expired" }, "expired"],
    [{ agreementStatus: "Inactive" }, "inactive"],
    [{ agreementStatus: "Paused" }, "inactive"],
    [{ agreementStatus: null }, "active"],
    [{}, "active"],
    [{ agreementStatus: "Active", cancelledFlag: true }, "cancelled"],
  ])("with %j is %s", (fields, state) => {
    expect(agreement(fields).state).toBe(state);
  });

  it.each([
    [{ endDate: "2026-12-31T00:00:00Z" }, "2026-12-31"],
    [{ endDate: "2026-12-31T00:00:00Z", noEndingDateFlag: false }, "2026-12-31"],
    [{ endDate: "2026-12-31T00:00:00Z", noEndingDateFlag: true }, null],
    [{ noEndingDateFlag: false }, null],
    [{ endDate: "soon" }, null],
  ])("with %j ends on %s", (fields, endsOn) => {
    expect(agreement(fields).endsOn).toBe(endsOn);
  });

  it("survives references to deleted records and dates as the wire writes them", () => {
    expect(
      agreement({
        company: null,
        type: { id: null, name: "Managed" },
        billStartDate: "2026-01-15T00:00:00Z",
        nextInvoiceDate: "2026-04-01",
        extra: 1,
      }),
    ).toEqual({
      id: "7",
      name: "",
      companyId: "",
      companyName: "",
      type: "Managed",
      state: "active",
      endsOn: null,
      billingStartsOn: "2026-01-15",
      nextInvoiceOn: "2026-04-01",
    });
  });
});

describe("a line", () => {
  const line = (fields: Record<string, unknown>): ReturnType<typeof toLine> => toLine(additionRow.parse({ id: 9, ...fields }), "7");

  it.each([
    [2, 2],
    ["2.00", 2],
    [2.5, 2.5],
    [-3, -3],
    [1e15, 1e15],
    [null, 0],
    [undefined, 0],
  ])("with the quantity %j on the wire has %d", (quantity, expected) => {
    expect(line({ quantity }).quantity).toBe(expected);
  });

  it("takes the days as they are written, in no time zone", () => {
    expect(line({ product: { id: 5 }, effectiveDate: "2026-03-29T00:00:00Z", cancelledDate: "2026-10-25T23:59:59+02:00" })).toEqual({
      id: "9",
      agreementId: "7",
      productId: "5",
      quantity: 0,
      effectiveOn: "2026-03-29",
      cancelledOn: "2026-10-25",
    });
  });

  it("is ongoing and of no product where dates and product are missing", () => {
    expect(line({ product: null })).toMatchObject({ productId: "", effectiveOn: null, cancelledOn: null });
  });
});

describe("a product", () => {
  it.each([
    ["Bundle", false],
    ["bundle", false],
    ["Agreement", true],
    ["NonInventory", true],
    [null, true],
  ])("of class %s may be a line: %s", (productClass, allowed) => {
    expect(toProduct(productRow.parse({ id: 1, productClass }), asIs).allowedOnAgreement).toBe(allowed);
  });

  it("is active unless it is flagged otherwise", () => {
    expect(toProduct(productRow.parse({ id: 1, inactiveFlag: true }), asIs).active).toBe(false);
    expect(toProduct(productRow.parse({ id: 1, inactiveFlag: null }), asIs).active).toBe(true);
  });
});

it("every text of a record is cleaned", () => {
  const marked = (text: string): string => `<${text}>`;
  expect(toCompany(companyRow.parse({ id: 1, identifier: "a", name: "b" }), marked)).toEqual({ id: "1", identifier: "<a>", name: "<b>" });
  expect(toProduct(productRow.parse({ id: 1, identifier: "a", description: "b" }), marked)).toMatchObject({
    identifier: "<a>",
    description: "<b>",
  });
  expect(toAgreement(agreementRow.parse({ id: 1, name: "a", type: { name: "t" }, company: { id: 1, name: "c" } }), marked)).toMatchObject({
    name: "<a>",
    type: "<t>",
    companyName: "<c>",
  });
});
