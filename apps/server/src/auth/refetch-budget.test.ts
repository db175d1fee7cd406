import { describe, expect, it } from "vitest";
import { createRefetchBudget } from "./refetch-budget.ts";

describe("the budget of refetches", () => {
  it("allows a few at once and then one in a while, however long it waited", () => {
    let now = 0;
    const budget = createRefetchBudget(() => now);
    const take = (): number => Array.from({ length: 20 }, () => budget.take()).filter(Boolean).length;
    expect(take()).toBe(5);
    now += 11_999;
    expect(take()).toBe(0);
    now += 1;
    expect(take()).toBe(1);
    now += 3_600_000;
    expect(take()).toBe(5);
  });
});
