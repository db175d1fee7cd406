import { describe, expect, it } from "vitest";
import { agreement, TODAY, TOMORROW, want, YESTERDAY } from "../testing/facts.ts";
import { agreementProblem, agreementProblems, isAgreementEnded } from "./plan-problems.ts";

const KNOWN = want({ product: 5 });

describe("isAgreementEnded", () => {
  it.each(["cancelled", "expired", "inactive"] as const)("is over where the provider says %s, whatever its end", (state) => {
    expect(isAgreementEnded(agreement({ state, endsOn: null }), TODAY)).toBe(true);
    expect(isAgreementEnded(agreement({ state, endsOn: TOMORROW }), TODAY)).toBe(true);
  });

  it("runs on without an end, until its end, and on its last day", () => {
    expect(isAgreementEnded(agreement({ endsOn: null }), TODAY)).toBe(false);
    expect(isAgreementEnded(agreement({ endsOn: TOMORROW }), TODAY)).toBe(false);
    expect(isAgreementEnded(agreement({ endsOn: TODAY }), TODAY)).toBe(false);
  });

  it("is over from the day after its end", () => {
    expect(isAgreementEnded(agreement({ endsOn: YESTERDAY }), TODAY)).toBe(true);
  });
});

describe("agreementProblems", () => {
  it("finds none on an active agreement whose customers are all counted", () => {
    expect(agreementProblems(KNOWN, agreement(), TODAY)).toEqual([]);
  });

  it("names an agreement that is gone, and its only customer", () => {
    expect(agreementProblems(KNOWN, undefined, TODAY)).toEqual([
      {
        agreementId: "agreement",
        productId: null,
        customerId: "customer",
        lineId: null,
        before: null,
        after: null,
        reason: "agreement_not_found",
        detail: null,
      },
    ]);
  });

  it("names an agreement that is over", () => {
    expect(agreementProblems(KNOWN, agreement({ state: "expired" }), TODAY)).toMatchObject([{ reason: "agreement_ended" }]);
    expect(agreementProblems(KNOWN, agreement({ endsOn: YESTERDAY }), TODAY)).toMatchObject([{ reason: "agreement_ended" }]);
  });

  it("says of an agreement that is left alone on purpose nothing else, not even that it is over", () => {
    const unknown = [{ customerId: "customer", reason: "customer_excluded" }] as const;
    const told = [expect.objectContaining({ customerId: "customer", productId: null, reason: "customer_excluded" })];
    expect(agreementProblems(want({ product: 5 }, { unknown }), agreement(), TODAY)).toEqual(told);
    expect(agreementProblems(want({ product: 5 }, { unknown }), undefined, TODAY)).toEqual(told);
    expect(agreementProblems(want({ product: 5 }, { unknown }), agreement({ state: "expired" }), TODAY)).toEqual(told);
  });

  it("tells everybody else on an agreement that one of them is excluded", () => {
    const unknown = [{ customerId: "two", reason: "customer_excluded" }] as const;
    const shared = want({ product: 5 }, { customerIds: ["one", "two"], unknown });
    expect(agreementProblems(shared, agreement(), TODAY)).toEqual([
      expect.objectContaining({ customerId: "two", reason: "customer_excluded" }),
      expect.objectContaining({ customerId: null, reason: "agreement_has_excluded" }),
    ]);
  });

  it("names every customer whose count is unknown", () => {
    const shared = want(
      { product: 5 },
      {
        customerIds: ["one", "two", "three"],
        unknown: [
          { customerId: "two", reason: "quantities_missing" },
          { customerId: "three", reason: "quantities_stale" },
        ],
      },
    );
    expect(agreementProblems(shared, agreement(), TODAY)).toMatchObject([
      { customerId: "two", productId: null, reason: "quantities_missing" },
      { customerId: "three", productId: null, reason: "quantities_stale" },
    ]);
  });

  it("names the one thing that has to be put right first", () => {
    const unknown = want({ product: 5 }, { unknown: [{ customerId: "customer", reason: "quantities_missing" }] });
    expect(agreementProblems(unknown, undefined, TODAY)).toMatchObject([{ reason: "agreement_not_found" }]);
    expect(agreementProblems(unknown, agreement({ state: "cancelled" }), TODAY)).toMatchObject([{ reason: "agreement_ended" }]);
  });
});

describe("agreementProblem", () => {
  it("names no customer where several share the agreement", () => {
    expect(agreementProblem(want({}, { customerIds: ["one", "two"] }), "unavailable", "it said so")).toMatchObject({
      customerId: null,
      reason: "unavailable",
      detail: "it said so",
    });
  });
});
