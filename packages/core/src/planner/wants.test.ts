import { describe, expect, it } from "vitest";
import type { AssignedCustomer, PlanInput } from "./plan-input.ts";
import { computeWants, isStale } from "./wants.ts";

const NOW = new Date("2026-03-10T02:00:00Z");
const HOUR_MS = 60 * 60 * 1000;

function customer(
  customerId: string,
  quantities: Readonly<Record<string, number>> | null,
  fields: Partial<AssignedCustomer> = {},
): AssignedCustomer {
  const snapshot = quantities === null ? null : { observedAt: NOW, quantities: new Map(Object.entries(quantities)) };
  return { customerId, agreementId: "agreement", archived: false, excluded: false, snapshot, ...fields };
}

function input(
  mappings: Readonly<Record<string, string>>,
  customers: readonly AssignedCustomer[],
  bundles: PlanInput["bundles"] = new Map(),
): PlanInput {
  return { now: NOW, today: "2026-03-10", bundles, mappings: new Map(Object.entries(mappings)), zeroPolicies: new Map(), customers };
}

/** The wants of the one agreement of most tests, as a plain object. */
function quantitiesOf(planInput: PlanInput, agreementId = "agreement"): Record<string, number> {
  const want = computeWants(planInput).get(agreementId);
  expect(want).toBeDefined();
  return Object.fromEntries(want?.quantities ?? []);
}

describe("computeWants", () => {
  it("wants the units of a mapped service for its product", () => {
    expect(quantitiesOf(input({ shield: "A" }, [customer("c", { shield: 7 })]))).toEqual({ A: 7 });
  });

  it("adds up two services mapped to one product", () => {
    expect(
      quantitiesOf(input({ shield: "A", bracket: "A", safesend: "B" }, [customer("c", { shield: 7, bracket: 4, safesend: 1 })])),
    ).toEqual({
      A: 11,
      B: 1,
    });
  });

  it("adds up two customers of one agreement", () => {
    const wants = computeWants(input({ shield: "A" }, [customer("one", { shield: 7 }), customer("two", { shield: 5 })]));
    expect(wants.size).toBe(1);
    expect(wants.get("agreement")).toEqual({
      agreementId: "agreement",
      customerIds: ["one", "two"],
      quantities: new Map([["A", 12]]),
      zeroPolicies: new Map(),
      unknown: [],
    });
  });

  it("adds up customers and services at once", () => {
    const customers = [customer("one", { shield: 1, bracket: 10 }), customer("two", { shield: 100, bracket: 1000 })];
    expect(quantitiesOf(input({ shield: "A", bracket: "A" }, customers))).toEqual({ A: 1111 });
  });

  it("keeps agreements apart", () => {
    const planInput = input({ shield: "A" }, [customer("one", { shield: 7 }), customer("two", { shield: 5 }, { agreementId: "other" })]);
    expect(quantitiesOf(planInput)).toEqual({ A: 7 });
    expect(quantitiesOf(planInput, "other")).toEqual({ A: 5 });
  });

  it("adds the units of a bundle on top of its members' own units", () => {
    const bundles = new Map([["bracket-bundle", ["bracket", "cloudfilter", "safesend"]]]);
    const mappings = { bracket: "A", cloudfilter: "B", safesend: "C" };
    expect(quantitiesOf(input(mappings, [customer("c", { bracket: 3, "bracket-bundle": 10 })], bundles))).toEqual({ A: 13, B: 10, C: 10 });
  });

  it("counts a bundle once for each member where its members share a product", () => {
    const bundles = new Map([["bracket-bundle", ["bracket", "cloudfilter", "safesend"]]]);
    expect(quantitiesOf(input({ bracket: "A", cloudfilter: "A" }, [customer("c", { "bracket-bundle": 10 })], bundles))).toEqual({ A: 20 });
  });

  it("leaves out services that are not mapped", () => {
    expect(quantitiesOf(input({ shield: "A" }, [customer("c", { shield: 7, xtramail: 3 })]))).toEqual({ A: 7 });
  });

  it("wants 0 of a mapped service that has no row in a received snapshot", () => {
    expect(quantitiesOf(input({ shield: "A", bracket: "B" }, [customer("c", { shield: 7 })]))).toEqual({ A: 7, B: 0 });
    expect(computeWants(input({ shield: "A" }, [customer("c", {})])).get("agreement")?.unknown).toEqual([]);
  });

  it("wants 0 of everything for an archived customer", () => {
    expect(quantitiesOf(input({ shield: "A" }, [customer("c", { shield: 7 }, { archived: true })]))).toEqual({ A: 0 });
  });

  it("takes the most careful policy where services share a product, and names none that writes", () => {
    const planInput = {
      ...input({ shield: "A", bracket: "A", safesend: "B", cloudfilter: "C", xtramail: "C" }, [customer("c", {})]),
      zeroPolicies: new Map([
        ["shield", "leave"],
        ["bracket", "ask"],
        ["safesend", "write"],
        ["cloudfilter", "leave"],
        ["xtramail", "write"],
      ] as const),
    };
    expect(computeWants(planInput).get("agreement")?.zeroPolicies).toEqual(
      new Map([
        ["A", "ask"],
        ["C", "leave"],
      ]),
    );
  });

  it("uses no count of an excluded customer, archived or not", () => {
    const customers = [customer("one", { shield: 5 }), customer("two", { shield: 7 }, { excluded: true, archived: true })];
    expect(computeWants(input({ shield: "A" }, customers)).get("agreement")).toMatchObject({
      unknown: [{ customerId: "two", reason: "customer_excluded" }],
    });
  });

  it("knows that an archived customer has nothing even where its count is missing or stale", () => {
    const stale = { observedAt: new Date(NOW.getTime() - 100 * HOUR_MS), quantities: new Map([["shield", 9]]) };
    const customers = [
      customer("never", null, { archived: true }),
      customer("old", {}, { archived: true, snapshot: stale }),
      customer("alive", { shield: 2 }),
    ];
    const want = computeWants(input({ shield: "A" }, customers)).get("agreement");
    expect(want?.unknown).toEqual([]);
    expect(want?.quantities).toEqual(new Map([["A", 2]]));
  });

  it("names each customer whose count is unknown, and why", () => {
    const stale = { observedAt: new Date(NOW.getTime() - 37 * HOUR_MS), quantities: new Map([["shield", 9]]) };
    const customers = [customer("known", { shield: 1 }), customer("never", null), customer("old", {}, { snapshot: stale })];
    expect(computeWants(input({ shield: "A" }, customers)).get("agreement")?.unknown).toEqual([
      { customerId: "never", reason: "quantities_missing" },
      { customerId: "old", reason: "quantities_stale" },
    ]);
  });

  it("lists every mapped product even where nobody could be counted", () => {
    expect(quantitiesOf(input({ shield: "A", bracket: "B" }, [customer("never", null)]))).toEqual({ A: 0, B: 0 });
  });

  it("lets an unknown count on one agreement not make another one unknown", () => {
    const wants = computeWants(
      input({ shield: "A" }, [customer("never", null), customer("known", { shield: 3 }, { agreementId: "other" })]),
    );
    expect(wants.get("agreement")?.unknown).toHaveLength(1);
    expect(wants.get("other")?.unknown).toEqual([]);
  });

  it("wants nothing where nothing is mapped or nobody is assigned", () => {
    expect(quantitiesOf(input({}, [customer("c", { shield: 7 })]))).toEqual({});
    expect(computeWants(input({ shield: "A" }, [])).size).toBe(0);
  });

  it("is not confused by ids that are names of built-in properties", () => {
    const customers = [customer("__proto__", { constructor: 4 }, { agreementId: "toString" })];
    expect(quantitiesOf(input({ constructor: "hasOwnProperty" }, customers), "toString")).toEqual({ hasOwnProperty: 4 });
  });
});

describe("isStale", () => {
  const observed = (hours: number, ms = 0): { observedAt: Date } => ({ observedAt: new Date(NOW.getTime() - hours * HOUR_MS - ms) });

  it("is fresh at exactly 36 hours and stale a millisecond later", () => {
    expect(isStale(observed(36), NOW)).toBe(false);
    expect(isStale(observed(36, 1), NOW)).toBe(true);
  });

  it("is fresh where the console's clock is ahead of ours", () => {
    expect(isStale(observed(-2), NOW)).toBe(false);
  });

  it("counts elapsed hours, not local ones, over a change of clocks", () => {
    // 36 hours that began before the night of Europe's spring change are 37 hours on the wall.
    const now = new Date("2026-03-29T12:00:00+02:00");
    expect(isStale({ observedAt: new Date("2026-03-27T23:00:00+01:00") }, now)).toBe(false);
    expect(isStale({ observedAt: new Date("2026-03-27T22:59:59+01:00") }, now)).toBe(true);
  });
});
