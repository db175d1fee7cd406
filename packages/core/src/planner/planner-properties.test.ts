import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandBundles } from "../domain/quantity.ts";
import type { Line } from "../provider/provider.ts";
import { connections, type Connection } from "../testing/arbitraries.ts";
import { isOngoing } from "./choose-line.ts";
import { planAgreement } from "./plan-agreement.ts";
import type { RememberedLine } from "./plan-input.ts";
import { isAgreementEnded } from "./plan-problems.ts";
import type { AgreementPlan, PlanProblem, PlannedWrite } from "./plan.ts";
import { computeWants, isStale } from "./wants.ts";

const RUNS = { numRuns: 1000 };

/** Plans every agreement of the connection, as a run does. */
function planAll(connection: Connection): Map<string, AgreementPlan> {
  const wants = computeWants(connection.input);
  return new Map(
    connection.agreements.map((agreement) => [
      agreement.id,
      planAgreement({
        today: connection.input.today,
        want: wants.get(agreement.id),
        agreement,
        lines: connection.lines.filter((line) => line.agreementId === agreement.id),
        remembered: connection.remembered.filter((line) => line.agreementId === agreement.id),
        products: connection.products,
      }),
    ]),
  );
}

/** The connection after every write was done and everything to remember or forget was recorded. */
function applyPlan(connection: Connection, plans: Iterable<AgreementPlan>): Connection {
  const lines = new Map<string, Line>(connection.lines.map((line) => [line.id, line]));
  const memory = new Map<string, RememberedLine>(connection.remembered.map((line) => [pairOf(line), line]));
  for (const plan of plans) {
    for (const pair of plan.forget) memory.delete(pairOf(pair));
    for (const line of plan.remember) memory.set(pairOf(line), { ...line, decision: null });
    for (const write of plan.writes) {
      if (write.kind === "set") {
        lines.set(write.line.id, { ...write.line, quantity: write.after });
      } else {
        const { agreementId, productId, effectiveOn } = write;
        const id = `added ${pairOf(write)}`;
        lines.set(id, { id, agreementId, productId, quantity: write.after, effectiveOn, cancelledOn: null });
        memory.set(pairOf(write), { agreementId, productId, lineId: id, decision: null });
      }
    }
  }
  return { ...connection, lines: [...lines.values()], remembered: [...memory.values()] };
}

const pairOf = (pair: { readonly agreementId: string; readonly productId: string | null }): string =>
  `${pair.agreementId} ${pair.productId}`;
const writesOf = (plans: Map<string, AgreementPlan>): PlannedWrite[] => [...plans.values()].flatMap((plan) => [...plan.writes]);
const problemsOf = (plans: Map<string, AgreementPlan>): PlanProblem[] => [...plans.values()].flatMap((plan) => [...plan.problems]);

/** A plan of which only the content counts, not the order. */
function unordered(plan: AgreementPlan): unknown {
  const sorted = (items: readonly unknown[]): string[] => items.map((item) => JSON.stringify(item)).toSorted();
  return {
    ...plan,
    writes: sorted(plan.writes),
    problems: sorted(plan.problems),
    remember: sorted(plan.remember),
    forget: sorted(plan.forget),
  };
}

const unorderedAll = (connection: Connection): unknown[] => [...planAll(connection).values()].map(unordered);

/** Every key anywhere in the value. */
function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keysOf(inner)]);
}

/** What the customers of an agreement have of the services mapped to a product, counted another way than the planner does. */
function unitsOf(connection: Connection, agreementId: string, productId: string): number {
  let units = 0;
  for (const customer of connection.input.customers) {
    if (customer.agreementId !== agreementId || customer.archived || customer.snapshot === null) continue;
    for (const [service, quantity] of expandBundles(customer.snapshot.quantities, connection.input.bundles)) {
      if (connection.input.mappings.get(service) === productId) units += quantity;
    }
  }
  return units;
}

const check = (property: (connection: Connection) => void): void => fc.assert(fc.property(connections, property), RUNS);

describe("the connections drawn for these properties", () => {
  it("meet every rule of the planner, so that no property holds for want of cases", () => {
    const met = new Map<string, number>();
    const meet = (what: string): unknown => met.set(what, (met.get(what) ?? 0) + 1);
    for (const connection of fc.sample(connections, { numRuns: 4000, seed: 1 })) {
      for (const plan of planAll(connection).values()) {
        for (const write of plan.writes) meet(write.kind === "set" && write.decided ? "decided" : write.kind);
        for (const problem of plan.problems) meet(problem.reason);
        for (const what of ["remember", "forget"] as const) if (plan[what].length > 0) meet(what);
        for (const what of ["drops", "unchanged", "left"] as const) if (plan.totals[what] > 0) meet(what);
      }
    }
    const rules = [
      ["set", "add", "decided", "remember", "forget", "drops", "unchanged", "left"],
      ["zero_left", "zero_asks", "several_lines", "line_removed", "line_orphaned", "product_not_found", "product_not_allowed"],
      ["agreement_ended", "quantities_missing", "quantities_stale", "customer_excluded", "agreement_has_excluded"],
    ].flat();
    expect([...met.keys()].toSorted()).toEqual(rules.toSorted());
    expect(Math.min(...met.values())).toBeGreaterThanOrEqual(20);
  });
});

describe("a plan that was applied", () => {
  it("leaves nothing to write, and the same problems", () => {
    check((connection) => {
      const plans = planAll(connection);
      const again = planAll(applyPlan(connection, plans.values()));
      expect(writesOf(again)).toEqual([]);
      expect(problemsOf(again)).toEqual(problemsOf(plans));
    });
  });

  it("changes nothing at all once it was applied twice", () => {
    check((connection) => {
      const once = applyPlan(connection, planAll(connection).values());
      const twice = applyPlan(once, planAll(once).values());
      for (const plan of planAll(twice).values()) expect(plan).toMatchObject({ writes: [], remember: [], forget: [] });
    });
  });

  it("leaves each agreement with the sum over its customers, but where there is a problem or a choice", () => {
    check((connection) => {
      const plans = planAll(connection);
      const after = applyPlan(connection, plans.values());
      for (const [agreementId, want] of computeWants(connection.input)) {
        const plan = plans.get(agreementId);
        if (plan === undefined || plan.problems.some((problem) => problem.productId === null)) continue;
        for (const productId of want.quantities.keys()) {
          const pair = pairOf({ agreementId, productId });
          if (plan.problems.some((problem) => pairOf(problem) === pair)) continue;
          const memory = after.remembered.find((line) => pairOf(line) === pair);
          const ongoing = after.lines.filter((line) => pairOf(line) === pair && isOngoing(line, after.input.today));
          const kept = ongoing.find((line) => line.id === memory?.lineId);
          // Nothing stands where nothing is wanted, or where the partner chose to leave a removed line.
          if (ongoing.length === 0 && memory?.decision === "leave") continue;
          const units = unitsOf(connection, agreementId, productId);
          // Nor is a line lowered to 0 that the partner was asked about and chose to leave.
          if (units === 0 && want.zeroPolicies.get(productId) === "ask" && memory?.decision === "leave") continue;
          expect(kept?.quantity ?? 0).toBe(units);
        }
      }
    });
  });

  it("keeps the sum per product over writes and unchanged lines where nothing stands in the way", () => {
    check((drawn) => {
      // Everything is usable, counted and found at most once, so that the whole sum must come through.
      const connection: Connection = {
        ...drawn,
        input: {
          ...drawn.input,
          zeroPolicies: new Map(),
          customers: drawn.input.customers.filter((each) => !each.excluded && (each.archived || isKnown(each, drawn))),
        },
        agreements: drawn.agreements.map((agreement) => ({ ...agreement, state: "active", endsOn: null })),
        lines: drawn.lines.filter((line, index) => drawn.lines.findIndex((other) => pairOf(other) === pairOf(line)) === index),
        remembered: [],
        products: new Map([...drawn.input.mappings.values()].map((id) => [id, usable(id)])),
      };
      const plans = planAll(connection);
      expect(problemsOf(plans)).toEqual([]);
      for (const productId of new Set(connection.input.mappings.values())) {
        const written = writesOf(plans).filter((write) => write.productId === productId);
        const unchanged = [...plans.values()]
          .flatMap((plan) => plan.remember)
          .filter((line) => line.productId === productId && !written.some((write) => pairOf(write) === pairOf(line)))
          .map((line) => connection.lines.find((each) => each.id === line.lineId)?.quantity ?? Number.NaN);
        const planned = [...written.map((write) => write.after), ...unchanged].reduce((sum, quantity) => sum + quantity, 0);
        const wanted = connection.agreements.reduce((sum, agreement) => sum + unitsOf(connection, agreement.id, productId), 0);
        expect(planned).toBe(wanted);
      }
    });
  });
});

describe("any plan", () => {
  it("holds no money, though the lines it was made from do", () => {
    check((connection) => {
      for (const plan of planAll(connection).values()) {
        expect(keysOf(plan).filter((key) => /price|cost|amount|money|currency|margin|discount|tax|bill|ext/i.test(key))).toEqual([]);
      }
    });
  });

  it("does not depend on the order of customers, mappings, lines, memories or products", () => {
    const shuffled = connections.chain((connection) =>
      fc.record({
        connection: fc.constant(connection),
        customers: shuffle(connection.input.customers),
        mappings: shuffle([...connection.input.mappings]),
        lines: shuffle(connection.lines),
        remembered: shuffle(connection.remembered),
        products: shuffle([...connection.products]),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ connection, customers, mappings, lines, remembered, products }) => {
        const input = { ...connection.input, customers, mappings: new Map(mappings) };
        expect(unorderedAll({ ...connection, input, lines, remembered, products: new Map(products) })).toEqual(unorderedAll(connection));
      }),
      RUNS,
    );
  });

  it("writes at most once to a pair and to a line, and never adds where an ongoing line stands", () => {
    check((connection) => {
      const writes = writesOf(planAll(connection));
      expect(new Set(writes.map(pairOf)).size).toBe(writes.length);
      const sets = writes.filter((write) => write.kind === "set");
      expect(new Set(sets.map((write) => write.line.id)).size).toBe(sets.length);
      for (const add of writes.filter((write) => write.kind === "add")) {
        expect(connection.lines.filter((line) => pairOf(line) === pairOf(add) && isOngoing(line, connection.input.today))).toEqual([]);
      }
    });
  });

  it("sets only ongoing lines of its own agreement and product, and never to what they are", () => {
    check((connection) => {
      for (const [agreementId, plan] of planAll(connection)) {
        for (const write of plan.writes) {
          expect(write.agreementId).toBe(agreementId);
          if (write.kind === "add") continue;
          expect(pairOf(write.line)).toBe(pairOf(write));
          expect(isOngoing(write.line, connection.input.today)).toBe(true);
          expect(write.before).toBe(write.line.quantity);
          expect(connection.lines.find((line) => line.id === write.line.id)).toMatchObject(write.line);
          expect(write.after).not.toBe(write.before);
        }
      }
    });
  });

  it("adds and sets whole quantities only: above 0 for a new line, never below 0", () => {
    check((connection) => {
      for (const write of writesOf(planAll(connection))) {
        expect(Number.isSafeInteger(write.after)).toBe(true);
        expect(write.after).toBeGreaterThanOrEqual(write.kind === "add" ? 1 : 0);
        if (write.kind === "add") expect(write.effectiveOn >= connection.input.today).toBe(true);
      }
    });
  });

  it("touches a line of a product that nothing is mapped to only to set it to 0 as the partner chose", () => {
    check((connection) => {
      const mapped = new Set(connection.input.mappings.values());
      for (const write of writesOf(planAll(connection))) {
        if (mapped.has(write.productId) && (write.kind === "add" || !write.decided)) continue;
        const memory = connection.remembered.find((line) => pairOf(line) === pairOf(write));
        expect(write).toMatchObject({ kind: "set", after: 0, decided: true, line: { id: memory?.lineId } });
        expect(memory?.decision).toBe("set_zero");
      }
    });
  });

  it("writes nothing where the product is not usable, the agreement is over or a count is unknown", () => {
    check((connection) => {
      for (const [agreementId, plan] of planAll(connection)) {
        const agreement = connection.agreements.find((each) => each.id === agreementId);
        const customers = connection.input.customers.filter((each) => each.agreementId === agreementId);
        const over = agreement === undefined || isAgreementEnded(agreement, connection.input.today);
        if (over || customers.some((each) => !each.archived && !isKnown(each, connection))) expect(plan.writes).toEqual([]);
        for (const write of plan.writes) {
          if (write.kind === "set" && write.decided) continue;
          expect(connection.products.get(write.productId)).toMatchObject({ active: true, allowedOnAgreement: true });
        }
      }
    });
  });

  it("leaves the lines and memories of an excluded customer's agreement as they are, whoever shares it", () => {
    check((connection) => {
      const plans = planAll(connection);
      const left = connection.input.customers.flatMap(({ excluded, agreementId }) => (excluded ? (plans.get(agreementId) ?? []) : []));
      expect(left.flatMap(({ writes, remember, forget }) => [...writes, ...remember, ...forget])).toEqual([]);
    });
  });

  it("lowers no line to 0 whose mapping says to leave it or to ask, but where the partner has answered for that line", () => {
    check((connection) => {
      const wants = computeWants(connection.input);
      const plans = planAll(connection);
      expect(plans.size).toBe(connection.agreements.length);
      const careful = writesOf(plans).filter(
        (write) => write.after === 0 && wants.get(write.agreementId)?.zeroPolicies.has(write.productId) && (write.before ?? 0) > 0,
      );
      for (const write of careful) {
        const memory = connection.remembered.find((line) => pairOf(line) === pairOf(write));
        expect(write).toMatchObject({ decided: true, line: { id: memory?.lineId } });
        expect(memory?.decision).toBe("set_zero");
        expect(wants.get(write.agreementId)?.zeroPolicies.get(write.productId)).toBe("ask");
      }
    });
  });

  it("is the same whatever other agreements, customers elsewhere and memories of theirs there are", () => {
    check((connection) => {
      const plans = planAll(connection);
      for (const agreement of connection.agreements) {
        const here = (each: { readonly agreementId: string }): boolean => each.agreementId === agreement.id;
        const alone = planAll({
          ...connection,
          input: { ...connection.input, customers: connection.input.customers.filter(here) },
          agreements: [agreement],
          lines: connection.lines.filter(here),
          remembered: connection.remembered.filter(here),
        });
        expect([...alone.values()]).toEqual([plans.get(agreement.id)]);
      }
    });
  });

  it("accounts for every line it found: unchanged, set, or a problem of that line", () => {
    check((connection) => {
      for (const plan of planAll(connection).values()) {
        const sets = plan.writes.filter((write) => write.kind === "set" && !write.decided);
        const refused = plan.problems.filter((problem) =>
          ["product_not_found", "product_not_allowed", "zero_left", "zero_asks"].includes(problem.reason),
        );
        expect(plan.totals.lines).toBe(plan.totals.unchanged + sets.length + refused.filter((problem) => problem.lineId !== null).length);
        expect(plan.totals.drops).toBe(sets.filter((write) => write.after === 0 && (write.before ?? 0) > 0).length);
      }
    });
  });

  it("says one thing about each pair: a write or a problem, not both", () => {
    check((connection) => {
      for (const plan of planAll(connection).values()) {
        const pairs = [...plan.writes, ...plan.problems.filter((problem) => problem.productId !== null)].map(pairOf);
        expect(new Set(pairs).size).toBe(pairs.length);
        expect(plan.remember.filter((line) => plan.forget.some((other) => pairOf(other) === pairOf(line)))).toEqual([]);
      }
    });
  });
});

function isKnown(customer: Connection["input"]["customers"][number], connection: Connection): boolean {
  return customer.snapshot !== null && !isStale(customer.snapshot, connection.input.now);
}

function usable(id: string): { id: string; identifier: string; description: string; active: true; allowedOnAgreement: true } {
  return { id, identifier: id, description: id, active: true, allowedOnAgreement: true };
}

function shuffle<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
