import { describe, expect, it } from "vitest";
import { orderAgreements, preselected, type AgreementChoice } from "./agreement-options.ts";

const agreement = (id: string, selectable = true): AgreementChoice => ({
  id,
  name: id,
  type: null,
  status: selectable ? "active" : "expired",
  endsOn: null,
  billingStartsOn: null,
  nextInvoiceOn: null,
  selectable,
  reason: selectable ? null : "agreement_ended",
});

describe("a company's agreements", () => {
  it("are listed with the ended ones last", () => {
    expect(orderAgreements([agreement("old", false), agreement("a"), agreement("b")]).map((each) => each.id)).toEqual(["a", "b", "old"]);
  });

  it("begin with the customer's own, also where it has ended", () => {
    expect(preselected([agreement("a"), agreement("own", false)], "own")?.id).toBe("own");
  });

  it("begin with the only one there is to choose, and with none where there are several", () => {
    expect(preselected([agreement("a"), agreement("old", false)], undefined)?.id).toBe("a");
    expect(preselected([agreement("a"), agreement("b")], undefined)).toBeUndefined();
  });
});
