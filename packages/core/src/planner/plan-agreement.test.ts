import { describe, expect, it } from "vitest";
import { agreement, facts, line, product, remembered, TODAY, TOMORROW, want, YESTERDAY } from "../testing/facts.ts";
import { planAgreement } from "./plan-agreement.ts";
import type { AgreementPlan } from "./plan.ts";

const NOTHING: AgreementPlan = {
  agreementId: "agreement",
  writes: [],
  problems: [],
  remember: [],
  forget: [],
  totals: { lines: 0, drops: 0, unchanged: 0, left: 0 },
};

describe("one ongoing line", () => {
  it("is set where it differs, and remembered", () => {
    const found = line({ quantity: 3 });
    expect(planAgreement(facts({ lines: [found] }))).toEqual({
      ...NOTHING,
      writes: [{ kind: "set", agreementId: "agreement", productId: "product", line: found, before: 3, after: 5, decided: false }],
      remember: [{ agreementId: "agreement", productId: "product", lineId: "line" }],
      totals: { lines: 1, drops: 0, unchanged: 0, left: 0 },
    });
  });

  it("is remembered and left as it is where its quantity is right already", () => {
    expect(planAgreement(facts({ lines: [line({ quantity: 5 })] }))).toEqual({
      ...NOTHING,
      remember: [{ agreementId: "agreement", productId: "product", lineId: "line" }],
      totals: { lines: 1, drops: 0, unchanged: 1, left: 0 },
    });
  });

  it("is not remembered again", () => {
    expect(planAgreement(facts({ lines: [line({ quantity: 5 })], remembered: [remembered("line")] })).remember).toEqual([]);
  });

  it("takes the place of a remembered line that is gone", () => {
    expect(planAgreement(facts({ lines: [line({ quantity: 5 })], remembered: [remembered("gone")] })).remember).toMatchObject([
      { lineId: "line" },
    ]);
  });

  it("makes the partner's earlier choice moot, so that it is not taken for one about a later line", () => {
    for (const decision of ["add_again", "leave", "set_zero"] as const) {
      const plan = planAgreement(facts({ lines: [line({ quantity: 3 })], remembered: [remembered("line", decision)] }));
      expect(plan.writes).toMatchObject([{ kind: "set", after: 5, decided: false }]);
      expect(plan.remember).toMatchObject([{ lineId: "line" }]);
    }
  });

  it("is set to 0 and stays where 0 is wanted, ours or not", () => {
    for (const memory of [[], [remembered("line")]]) {
      const plan = planAgreement(facts({ want: want({ product: 0 }), lines: [line({ quantity: 3 })], remembered: memory }));
      expect(plan.writes).toMatchObject([{ kind: "set", before: 3, after: 0, decided: false }]);
      expect(plan.problems).toEqual([]);
      expect(plan.forget).toEqual([]);
    }
  });

  it("at 0 stays at 0 while 0 is wanted", () => {
    const plan = planAgreement(facts({ want: want({ product: 0 }), lines: [line({ quantity: 0 })], remembered: [remembered("line")] }));
    expect(plan).toEqual({ ...NOTHING, totals: { lines: 1, drops: 0, unchanged: 1, left: 0 } });
  });

  it("is set where it is fractional or negative", () => {
    for (const before of [4.5, -5]) {
      expect(planAgreement(facts({ lines: [line({ quantity: before })] })).writes).toMatchObject([{ before, after: 5 }]);
    }
  });

  it("is set until the day of its cancellation", () => {
    expect(planAgreement(facts({ lines: [line({ quantity: 3, cancelledOn: TOMORROW })] })).writes).toMatchObject([
      { kind: "set", after: 5 },
    ]);
    expect(planAgreement(facts({ lines: [line({ quantity: 3, cancelledOn: TODAY })] })).writes).toMatchObject([{ kind: "add", after: 5 }]);
  });
});

describe("several ongoing lines", () => {
  const first = line({ id: "first", quantity: 1 });
  const second = line({ id: "second", quantity: 2 });

  it("has only the remembered one set", () => {
    const plan = planAgreement(facts({ lines: [first, second], remembered: [remembered("second")] }));
    expect(plan.writes).toMatchObject([{ line: second, after: 5 }]);
  });

  it("has only the one already effective set, and remembered", () => {
    const plan = planAgreement(facts({ lines: [line({ id: "future", effectiveOn: TOMORROW }), second] }));
    expect(plan.writes).toMatchObject([{ line: second, after: 5 }]);
    expect(plan.remember).toMatchObject([{ lineId: "second" }]);
  });

  it("is a problem where nothing tells which is meant", () => {
    expect(planAgreement(facts({ lines: [first, second] }))).toEqual({
      ...NOTHING,
      problems: [
        {
          agreementId: "agreement",
          productId: "product",
          customerId: null,
          lineId: null,
          before: null,
          after: 5,
          reason: "several_lines",
          detail: null,
        },
      ],
    });
  });
});

describe("no ongoing line", () => {
  it("needs nothing where 0 is wanted", () => {
    expect(planAgreement(facts({ want: want({ product: 0 }) }))).toEqual(NOTHING);
    expect(planAgreement(facts({ want: want({ product: 0 }), remembered: [remembered("gone")] }))).toEqual(NOTHING);
    expect(planAgreement(facts({ want: want({ product: 0 }), remembered: [remembered("gone", "add_again")] }))).toEqual(NOTHING);
  });

  it("is added where there never was one", () => {
    expect(planAgreement(facts())).toEqual({
      ...NOTHING,
      writes: [{ kind: "add", agreementId: "agreement", productId: "product", before: null, after: 5, effectiveOn: TODAY }],
    });
  });

  it("is added beside a cancelled line that was never ours, which is not touched", () => {
    const plan = planAgreement(facts({ lines: [line({ quantity: 3, cancelledOn: YESTERDAY })] }));
    expect(plan.writes).toMatchObject([{ kind: "add", after: 5 }]);
    expect(plan.writes).toHaveLength(1);
    expect(plan.remember).toEqual([]);
  });

  it("is not added again where ours was removed or cancelled", () => {
    for (const lines of [[], [line({ id: "ours", cancelledOn: TODAY })]]) {
      const plan = planAgreement(facts({ lines, remembered: [remembered("ours")] }));
      expect(plan).toEqual({
        ...NOTHING,
        problems: [
          {
            agreementId: "agreement",
            productId: "product",
            customerId: null,
            lineId: "ours",
            before: null,
            after: 5,
            reason: "line_removed",
            detail: null,
          },
        ],
      });
    }
  });

  it("is added again where the partner chose so", () => {
    const plan = planAgreement(facts({ remembered: [remembered("ours", "add_again")] }));
    expect(plan.writes).toMatchObject([{ kind: "add", after: 5 }]);
    expect(plan.problems).toEqual([]);
  });

  it("is left where the partner chose so", () => {
    expect(planAgreement(facts({ remembered: [remembered("ours", "leave")] }))).toEqual({
      ...NOTHING,
      totals: { lines: 0, drops: 0, unchanged: 0, left: 1 },
    });
  });

  it("is dated with today, or the start of billing where that is later", () => {
    const effectiveOn = (billingStartsOn: string | null): unknown =>
      planAgreement(facts({ agreement: agreement({ billingStartsOn }) })).writes.map((write) => write.kind === "add" && write.effectiveOn);
    expect(effectiveOn(null)).toEqual([TODAY]);
    expect(effectiveOn(YESTERDAY)).toEqual([TODAY]);
    expect(effectiveOn(TODAY)).toEqual([TODAY]);
    expect(effectiveOn("2026-05-01")).toEqual(["2026-05-01"]);
  });
});

describe("a line we once kept that nobody wants any more", () => {
  const ours = line({ id: "ours", productId: "old", quantity: 4 });
  const oldLine = (decision: Parameters<typeof remembered>[1] = null) => remembered("ours", decision, "old");

  it("is a problem after its service was mapped to another product", () => {
    expect(planAgreement(facts({ want: want({ product: 0 }), lines: [ours], remembered: [oldLine()] }))).toEqual({
      ...NOTHING,
      problems: [
        {
          agreementId: "agreement",
          productId: "old",
          customerId: null,
          lineId: "ours",
          before: 4,
          after: null,
          reason: "line_orphaned",
          detail: null,
        },
      ],
    });
  });

  it("is a problem after the last customer moved to another agreement", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [ours], remembered: [oldLine()] }));
    expect(plan.writes).toEqual([]);
    expect(plan.problems).toMatchObject([{ productId: "old", lineId: "ours", reason: "line_orphaned" }]);
  });

  it("is left where the partner chose so", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [ours], remembered: [oldLine("leave")] }));
    expect(plan).toEqual({ ...NOTHING, totals: { lines: 0, drops: 0, unchanged: 0, left: 1 } });
  });

  it("is set to 0 where the partner chose so", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [ours], remembered: [oldLine("set_zero")] }));
    expect(plan).toEqual({
      ...NOTHING,
      writes: [{ kind: "set", agreementId: "agreement", productId: "old", line: ours, before: 4, after: 0, decided: true }],
    });
  });

  it("takes a choice that was made for a removed line as no choice", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [ours], remembered: [oldLine("add_again")] }));
    expect(plan.problems).toMatchObject([{ reason: "line_orphaned" }]);
  });

  it("is forgotten once it is at 0, cancelled or gone", () => {
    for (const lines of [[{ ...ours, quantity: 0 }], [{ ...ours, cancelledOn: TODAY }], []]) {
      for (const decision of [null, "set_zero", "leave"] as const) {
        expect(planAgreement(facts({ want: undefined, lines, remembered: [oldLine(decision)] }))).toEqual({
          ...NOTHING,
          forget: [{ agreementId: "agreement", productId: "old" }],
        });
      }
    }
  });

  it("is still there while it is to be cancelled on a later day", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [{ ...ours, cancelledOn: TOMORROW }], remembered: [oldLine()] }));
    expect(plan.problems).toMatchObject([{ reason: "line_orphaned" }]);
  });

  it("is forgotten where somebody moved it to another product, and never set to 0 there (regression: looked up by id alone)", () => {
    const moved = { ...ours, productId: "product", quantity: 4 };
    const plan = planAgreement(facts({ want: want({ product: 4 }), lines: [moved], remembered: [oldLine("set_zero")] }));
    expect(plan.writes).toEqual([]);
    expect(plan.forget).toEqual([{ agreementId: "agreement", productId: "old" }]);
  });

  it("is not set to 0 on an agreement that is over (regression: only wanted agreements were looked at)", () => {
    const ended = agreement({ state: "expired" });
    const plan = planAgreement(facts({ want: undefined, agreement: ended, lines: [ours], remembered: [oldLine("set_zero")] }));
    expect(plan.writes).toEqual([]);
    expect(plan.problems).toMatchObject([{ productId: "old", lineId: "ours", before: 4, after: 0, reason: "agreement_ended" }]);
  });

  it("is one of its own beside a line of a wanted product", () => {
    const plan = planAgreement(facts({ lines: [ours, line({ quantity: 1 })], remembered: [oldLine(), remembered("line")] }));
    expect(plan.writes).toMatchObject([{ productId: "product", after: 5 }]);
    expect(plan.problems).toMatchObject([{ productId: "old", reason: "line_orphaned" }]);
  });
});

describe("what is never written", () => {
  it.each([
    { why: "is gone", products: new Map(), reason: "product_not_found" },
    { why: "is inactive", products: new Map([["product", product({ active: false })]]), reason: "product_not_found" },
    { why: "is a bundle", products: new Map([["product", product({ allowedOnAgreement: false })]]), reason: "product_not_allowed" },
    {
      why: "is an inactive bundle",
      products: new Map([["product", product({ active: false, allowedOnAgreement: false })]]),
      reason: "product_not_found",
    },
  ])("a product that $why, neither set nor added", ({ products, reason }) => {
    const setPlan = planAgreement(facts({ products, lines: [line({ quantity: 3 })] }));
    expect(setPlan.writes).toEqual([]);
    expect(setPlan.problems).toMatchObject([{ productId: "product", lineId: "line", before: 3, after: 5, reason }]);
    const zeroPlan = planAgreement(facts({ products, want: want({ product: 0 }), lines: [line({ quantity: 3 })] }));
    expect(zeroPlan.writes).toEqual([]);
    expect(zeroPlan.problems).toMatchObject([{ before: 3, after: 0, reason }]);
    const addPlan = planAgreement(facts({ products }));
    expect(addPlan.writes).toEqual([]);
    expect(addPlan.problems).toMatchObject([{ productId: "product", lineId: null, before: null, after: 5, reason }]);
  });

  it("a product that is gone is no problem while there is nothing to write", () => {
    const products = new Map();
    expect(planAgreement(facts({ products, want: want({ product: 0 }) })).problems).toEqual([]);
    expect(planAgreement(facts({ products, lines: [line({ quantity: 5 })] })).problems).toEqual([]);
  });

  it("one product's trouble does not stop another product", () => {
    const plan = planAgreement(
      facts({
        want: want({ gone: 2, product: 5 }),
        lines: [line({ id: "a", productId: "gone" }), line({ id: "b", quantity: 2 })],
      }),
    );
    expect(plan.problems).toMatchObject([{ productId: "gone", reason: "product_not_found" }]);
    expect(plan.writes).toMatchObject([{ productId: "product", after: 5 }]);
  });

  it("an agreement that is over, whoever asks (regression: relied on the caller to look first)", () => {
    const ended = [
      agreement({ endsOn: YESTERDAY }),
      agreement({ state: "cancelled" }),
      agreement({ state: "expired" }),
      agreement({ state: "inactive" }),
    ];
    for (const each of ended) {
      const plan = planAgreement(
        facts({ agreement: each, lines: [line({ quantity: 3 })], remembered: [remembered("x", "set_zero", "old")] }),
      );
      expect(plan).toMatchObject({ writes: [], remember: [], forget: [], problems: [{ productId: null, reason: "agreement_ended" }] });
      expect(plan.problems).toHaveLength(1);
    }
  });

  it("an agreement on its last day or without an end is written", () => {
    for (const endsOn of [TODAY, TOMORROW, null]) {
      expect(planAgreement(facts({ agreement: agreement({ endsOn }), lines: [line({ quantity: 3 })] })).writes).toHaveLength(1);
    }
  });

  it("an agreement whose sums are unknown, whoever asks (regression: wrote the sum of the customers that were counted)", () => {
    const shared = want({ product: 5 }, { customerIds: ["one", "two"], unknown: [{ customerId: "two", reason: "quantities_stale" }] });
    const old = line({ id: "old", productId: "old" });
    const plan = planAgreement(
      facts({ want: shared, lines: [line({ quantity: 3 }), old], remembered: [remembered("old", "set_zero", "old")] }),
    );
    expect(plan).toMatchObject({ writes: [], remember: [], forget: [], problems: [{ customerId: "two", reason: "quantities_stale" }] });
  });

  it("a line of a product that nothing is mapped to", () => {
    const plan = planAgreement(
      facts({ want: want({ product: 1 }), lines: [line({ quantity: 1 }), line({ id: "theirs", productId: "theirs" })] }),
    );
    expect(plan.writes).toEqual([]);
    expect(plan.problems).toEqual([]);
  });

  it("money, though the provider's line carries it (regression: the plan held the line as it came)", () => {
    const priced = { ...line({ quantity: 3 }), unitPrice: 12.5 };
    const [write] = planAgreement(facts({ lines: [priced] })).writes;
    expect(write).toMatchObject({ kind: "set", line: { id: "line" } });
    expect(JSON.stringify(write)).not.toContain("unitPrice");
  });
});

describe("totals", () => {
  it("counts only lines as unchanged, not products that have none (regression: unchanged above lines)", () => {
    const plan = planAgreement(
      facts({ want: want({ product: 1, none: 0, gone: 0 }), lines: [line()], remembered: [remembered("x", null, "gone")] }),
    );
    expect(plan.totals).toEqual({ lines: 1, drops: 0, unchanged: 1, left: 0 });
  });
});

describe("an ongoing line that names no product", () => {
  const nameless = line({ id: "nameless", productId: "", quantity: 3 });

  it("may be the one that is missing: nothing is added beside it, nor told as removed", () => {
    for (const memory of [[], [remembered("nameless")], [remembered("gone", "add_again")]]) {
      const plan = planAgreement(facts({ lines: [nameless], remembered: memory }));
      expect(plan.writes).toEqual([]);
      expect(plan.problems).toMatchObject([{ productId: "product", before: null, after: 5, reason: "invalid_response" }]);
      expect(plan.forget).toEqual([]);
    }
  });

  it("keeps no other line from being set", () => {
    const plan = planAgreement(facts({ lines: [nameless, line({ quantity: 3 })] }));
    expect(plan.writes).toMatchObject([{ kind: "set", before: 3, after: 5 }]);
    expect(plan.problems).toEqual([]);
  });

  it("is nobody's once it is cancelled", () => {
    const plan = planAgreement(facts({ lines: [{ ...nameless, cancelledOn: TODAY }] }));
    expect(plan.writes).toMatchObject([{ kind: "add", after: 5 }]);
  });

  it("is not forgotten where nobody asks for its product any more", () => {
    const plan = planAgreement(facts({ want: want({}), lines: [nameless], remembered: [remembered("nameless")] }));
    expect(plan).toEqual(NOTHING);
  });
});
