import { describe, expect, it } from "vitest";
import { facts, line, product, remembered, want } from "../testing/facts.ts";
import { DEFAULT_GUARD, isMassDrop } from "./guard.ts";
import { planAgreement } from "./plan-agreement.ts";
import { addTotals, NO_TOTALS, type PlanTotals } from "./plan.ts";

const totals = (drops: number, lines: number): PlanTotals => ({ ...NO_TOTALS, drops, lines });

describe("isMassDrop", () => {
  it("holds from 5 lines and 30 % on by default", () => {
    expect(DEFAULT_GUARD).toEqual({ minLines: 5, minShare: 0.3 });
  });

  it.each([
    { drops: 5, lines: 5, held: true },
    { drops: 4, lines: 4, held: false },
    { drops: 5, lines: 16, held: true },
    { drops: 5, lines: 17, held: false },
    { drops: 6, lines: 20, held: true },
    { drops: 5, lines: 20, held: false },
    { drops: 6, lines: 21, held: false },
    { drops: 299, lines: 1000, held: false },
    { drops: 300, lines: 1000, held: true },
    { drops: 0, lines: 0, held: false },
    { drops: 0, lines: 100, held: false },
  ])("holds $drops of $lines: $held", ({ drops, lines, held }) => {
    expect(isMassDrop(totals(drops, lines), DEFAULT_GUARD)).toBe(held);
  });

  it.each([
    { minLines: 1, minShare: 0, drops: 1, lines: 1000, held: true },
    { minLines: 10, minShare: 0.3, drops: 9, lines: 9, held: false },
    { minLines: 10, minShare: 0.3, drops: 10, lines: 10, held: true },
    { minLines: 5, minShare: 1, drops: 99, lines: 100, held: false },
    { minLines: 5, minShare: 1, drops: 100, lines: 100, held: true },
    { minLines: 0, minShare: 0, drops: 0, lines: 10, held: false },
  ])("keeps to a threshold of $minLines lines and $minShare: $drops of $lines", ({ minLines, minShare, drops, lines, held }) => {
    expect(isMassDrop(totals(drops, lines), { minLines, minShare })).toBe(held);
  });

  it("counts a share as reached though its product with the lines is not exact", () => {
    // 0.1 * 30 is 3, but 0.07 * 100 is 7.000000000000001 and 0.55 * 100 is 55.00000000000001.
    expect(isMassDrop(totals(7, 100), { minLines: 5, minShare: 0.07 })).toBe(true);
    expect(isMassDrop(totals(55, 100), { minLines: 5, minShare: 0.55 })).toBe(true);
  });

  it("reaches every whole percentage exactly and not one line earlier", () => {
    for (let percent = 1; percent <= 100; percent += 1) {
      const thresholds = { minLines: 1, minShare: percent / 100 };
      expect(isMassDrop(totals(percent * 10, 1000), thresholds), `${percent} % reached`).toBe(true);
      expect(isMassDrop(totals(percent * 10 - 1, 1000), thresholds), `one line short of ${percent} %`).toBe(false);
    }
  });
});

describe("the lines a plan gives to the guard", () => {
  const planTotals = (before: number, after: number): PlanTotals =>
    planAgreement(facts({ want: want({ product: after }), lines: [line({ quantity: before })] })).totals;

  it("counts a line that stands above 0 and falls to 0", () => {
    expect(planTotals(3, 0)).toMatchObject({ lines: 1, drops: 1 });
    expect(planTotals(0.5, 0)).toMatchObject({ lines: 1, drops: 1 });
  });

  it("does not count a line that falls less far, rises, stays or stands below 0", () => {
    expect(planTotals(300, 1)).toMatchObject({ lines: 1, drops: 0 });
    expect(planTotals(1, 300)).toMatchObject({ lines: 1, drops: 0 });
    expect(planTotals(0, 0)).toMatchObject({ lines: 1, drops: 0 });
    expect(planTotals(-2, 0)).toMatchObject({ lines: 1, drops: 0 });
  });

  it("does not count a 0 that the partner chose for a line no longer wanted", () => {
    const plan = planAgreement(facts({ want: undefined, lines: [line({ quantity: 9 })], remembered: [remembered("line", "set_zero")] }));
    expect(plan.writes).toMatchObject([{ after: 0, decided: true }]);
    expect(plan.totals).toMatchObject({ lines: 0, drops: 0 });
  });

  it("does not count a line that is not written", () => {
    const plan = planAgreement(
      facts({ want: want({ product: 0 }), lines: [line({ quantity: 9 })], products: new Map([["product", product({ active: false })]]) }),
    );
    expect(plan.totals).toMatchObject({ lines: 1, drops: 0 });
  });

  it("adds the agreements of a connection up", () => {
    expect(addTotals({ lines: 1, drops: 2, unchanged: 3, left: 4 }, { lines: 10, drops: 20, unchanged: 30, left: 40 })).toEqual({
      lines: 11,
      drops: 22,
      unchanged: 33,
      left: 44,
    });
    expect(addTotals(NO_TOTALS, planTotals(3, 0))).toEqual(planTotals(3, 0));
  });
});
