import { describe, expect, it } from "vitest";
import { sampleDataset } from "../dataset/sample-tenant.ts";
import { PersonEdits } from "./person-edits.ts";
import { TenantStore } from "./tenant-store.ts";

const TODAY = new Date("2025-06-11T09:30:00Z");

function edits(): PersonEdits {
  return new PersonEdits(new TenantStore(sampleDataset({ today: TODAY })), { now: () => TODAY });
}

describe("a person at the screen", () => {
  it("adds a line with what the catalog says about it", () => {
    const line = edits().addLine({ agreementId: 2001, productId: 107, quantity: 3 });
    expect(line).toMatchObject({ quantity: 3, unitPrice: 2.75, unitCost: 1.3, effectiveDate: "2025-06-11T00:00:00Z", updatedBy: "Office" });
  });

  it("may do what the API refuses: a bundle product, a line on an ended agreement", () => {
    expect(edits().addLine({ agreementId: 2009, productId: 111 }).productId).toBe(111);
  });

  it("doubles, cancels, moves and deletes lines", () => {
    const data = edits();
    const double = data.doubleLine(41000, { quantity: 2 });
    expect(double).toMatchObject({ agreementId: 2001, productId: 101, quantity: 2 });
    expect(double.id).not.toBe(41000);
    expect(data.cancelLine(double.id).cancelledDate).toBe("2025-06-11T00:00:00Z");
    data.editLine(double.id, { agreementId: 2002 });
    expect(data.lines(2001).map(({ id }) => id)).not.toContain(double.id);
    expect(data.lines(2002).map(({ id }) => id)).toContain(double.id);
    data.deleteLine(double.id);
    expect(data.line(double.id)).toBeUndefined();
    expect(data.addLine({ agreementId: 2001, productId: 101 }).id).toBe(double.id + 1);
  });

  it("leaves the record somebody read before as it was", () => {
    const data = edits();
    const before = data.line(41000);
    data.editLine(41000, { quantity: 1 });
    expect(before?.quantity).toBe(14);
  });

  it("ends agreements in every way", () => {
    const data = edits();
    expect(data.cancelAgreement(2001)).toMatchObject({ cancelledFlag: true, dateCancelled: "2025-06-11T00:00:00Z" });
    expect(data.endAgreement(2002, "2025-01-01T00:00:00Z")).toMatchObject({ noEndingDateFlag: false });
    expect(data.inactivateAgreement(2003)).toMatchObject({ status: "Inactive" });
    const [line] = data.lines(2004);
    data.deleteAgreement(2004);
    expect(data.agreement(2004)).toBeUndefined();
    expect(data.line(line?.id ?? 0)).toBeUndefined();
    expect(data.lines(2004)).toEqual([]);
  });

  it("clears a field that is set to undefined", () => {
    const data = edits();
    data.cancelLine(41000);
    expect(data.editLine(41000, { cancelledDate: undefined })).not.toHaveProperty("cancelledDate");
  });

  it("is told where a record is not there", () => {
    const data = edits();
    expect(() => data.editLine(1, {})).toThrow("no line 1");
    expect(() => data.addLine({ agreementId: 1, productId: 101 })).toThrow("no agreement 1");
    expect(() => data.addAgreement({ companyId: 1, name: "x" })).toThrow("no company 1");
    expect(() => data.deleteProduct(1)).toThrow("no product 1");
  });
});
