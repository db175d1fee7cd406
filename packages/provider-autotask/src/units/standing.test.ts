import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATE_POLICIES, type DatePolicy } from "../definition/fields.ts";
import { addDays, addMonths } from "./days.ts";
import { effectiveDateOf, firstDayOf, type ContractTerm, type Known } from "./effective-date.ts";
import type { Slice } from "./slices.ts";
import { standingOf, type Standing } from "./standing.ts";

const TERM: ContractTerm = { startsOn: "2026-01-01", endsOn: "2026-12-31" };

/** Rows by their first days; each ends the day before the next one. */
function slices(
  units: Readonly<Record<string, number>>,
  options: { readonly endsOn?: string; readonly posted?: readonly string[] } = {},
): Slice[] {
  const starts = Object.keys(units).toSorted();
  return starts.map((startsOn, index) => {
    const next = starts[index + 1];
    return {
      startsOn,
      endsOn: next === undefined ? (options.endsOn ?? "2026-12-31") : addDays(next, -1),
      units: units[startsOn] ?? 0,
      isPosted: options.posted?.includes(startsOn) ?? false,
    };
  });
}

const MONTHLY = { "2026-01-01": 10, "2026-02-01": 10, "2026-03-01": 10, "2026-04-01": 10, "2026-05-01": 10, "2026-06-01": 10 };

const stand = (rows: readonly Slice[], policy: DatePolicy = "today", asOf = "2026-03-10", known: Known = "all", term = TERM): Standing =>
  standingOf(rows, { term, policy, asOf, known });
const on = (rows: readonly Slice[], policy: DatePolicy, asOf = "2026-03-10", term = TERM): string => {
  const date = effectiveDateOf(rows, term, policy, asOf, "all");
  return date.kind === "date" ? date.on : date.kind;
};

describe("the effective date", () => {
  it("is the day itself, the period's first, or the next period's", () => {
    expect(on(slices(MONTHLY), "today")).toBe("2026-03-10");
    expect(on(slices(MONTHLY), "this_period")).toBe("2026-03-01");
    expect(on(slices(MONTHLY), "next_period")).toBe("2026-04-01");
    expect(on(slices(MONTHLY), "this_period", "2026-04-01")).toBe("2026-04-01");
    expect(on(slices(MONTHLY), "next_period", "2026-04-01")).toBe("2026-05-01");
  });

  it("takes no row in the middle of a period for a period", () => {
    const rows = slices({ ...MONTHLY, "2026-03-05": 12, "2026-03-20": 15 });
    expect(on(rows, "this_period")).toBe("2026-03-01");
    expect(on(rows, "next_period")).toBe("2026-04-01");
  });

  it("knows periods of any length by their rows, and by the day the contract began on", () => {
    const quarters = slices({ "2026-01-01": 1, "2026-04-01": 1, "2026-07-01": 1 });
    expect([on(quarters, "this_period"), on(quarters, "next_period")]).toEqual(["2026-01-01", "2026-04-01"]);
    const odd = { startsOn: "2026-01-15", endsOn: "2027-01-14" };
    const fromThe15th = slices({ "2026-01-15": 1, "2026-02-15": 1, "2026-03-15": 1 });
    expect([on(fromThe15th, "this_period", "2026-03-10", odd), on(fromThe15th, "next_period", "2026-03-10", odd)]).toEqual([
      "2026-02-15",
      "2026-03-15",
    ]);
    const monthEnd = { startsOn: "2026-01-31", endsOn: "2027-01-30" };
    const ends = slices({ "2026-01-31": 1, "2026-02-28": 1, "2026-03-31": 1 });
    expect(on(ends, "next_period", "2026-03-10", monthEnd)).toBe("2026-03-31");
  });

  it("is the first day of a line that began in the middle of the period, or begins later", () => {
    expect(on(slices({ "2026-03-05": 1, "2026-04-01": 1 }), "this_period")).toBe("2026-03-05");
    for (const policy of DATE_POLICIES) expect(on(slices({ "2026-05-20": 1 }), policy)).toBe("2026-05-20");
  });

  it("goes on to the next period where this one is posted", () => {
    expect(on(slices(MONTHLY, { posted: ["2026-03-01"] }), "this_period")).toBe("2026-04-01");
    const adjusted = slices({ ...MONTHLY, "2026-03-05": 12 }, { posted: ["2026-03-01"] });
    expect(on(adjusted, "this_period")).toBe("2026-04-01");
    expect(on(slices(MONTHLY, { posted: ["2026-03-01"] }), "today")).toBe("2026-03-10");
  });

  it("is never outside the contract", () => {
    expect(on(slices({ "2026-01-01": 1 }), "next_period")).toBe("none");
    expect(on(slices(MONTHLY), "today", "2026-03-10", { startsOn: "2026-03-20", endsOn: null })).toBe("2026-03-20");
    expect(on(slices(MONTHLY), "today", "2026-03-10", { startsOn: null, endsOn: "2026-03-09" })).toBe("none");
  });
});

describe("the first day of a new line", () => {
  it.each([
    ["today", 2, "2026-03-10", "2026-03-10"],
    ["this_period", 2, "2026-03-10", "2026-03-01"],
    ["next_period", 2, "2026-03-10", "2026-04-01"],
    ["this_period", "4", "2026-08-10", "2026-07-01"],
    ["next_period", 5, "2026-03-10", "none"],
    ["this_period", 5, "2026-03-10", "2026-01-01"],
    ["this_period", 9, "2026-03-10", "unknown"],
    ["next_period", null, "2026-03-10", "unknown"],
    ["today", null, "2025-03-10", "2026-01-01"],
  ] as const)("is by %s and period type %s from %s on %s", (policy, periodType, asOf, expected) => {
    const date = firstDayOf(policy, TERM, periodType, asOf);
    expect(date.kind === "date" ? date.on : date.kind).toBe(expected);
  });
});

describe("where a line stands", () => {
  it("is what its units come to at the effective date", () => {
    const rows = slices({ ...MONTHLY, "2026-04-01": 15, "2026-05-01": 15, "2026-06-01": 15 });
    expect(stand(rows)).toMatchObject({ units: 10, change: { from: "2026-03-10", pending: { on: "2026-04-01", units: 15 } } });
    expect(stand(rows, "next_period")).toMatchObject({ units: 15, change: { from: "2026-04-02", pending: null } });
    expect(stand(rows, "today", "2026-04-10")).toMatchObject({ units: 15, change: { from: "2026-04-10", pending: null } });
  });

  it("takes the day after a correction of the days before it for the next one", () => {
    const rows = slices({ ...MONTHLY, "2026-03-10": 12, "2026-03-11": 7, "2026-04-01": 7, "2026-05-01": 7, "2026-06-01": 7 });
    expect(stand(rows)).toMatchObject({ units: 7, change: { from: "2026-03-12", pending: null } });
  });

  it("does not take a day for taken where only a period begins", () => {
    expect(stand(slices(MONTHLY), "next_period")).toMatchObject({ units: 10, change: { from: "2026-04-01" } });
  });

  it("is ended where its last row is over", () => {
    expect(stand(slices({ "2026-01-01": 4 }, { endsOn: "2026-02-14" }))).toEqual({ kind: "ended", units: 4, cancelledOn: "2026-02-15" });
  });

  it("has no change left behind the contract's last period", () => {
    expect(stand(slices(MONTHLY), "next_period", "2026-06-10")).toMatchObject({ units: 10, change: null });
    expect(stand(slices(MONTHLY), "today", "2026-06-10", "all", { startsOn: null, endsOn: "2026-06-10" })).toMatchObject({
      change: { from: "2026-06-10", until: "2026-06-10" },
    });
  });

  it("is 0 units where there are no rows at all", () => {
    expect(stand([])).toMatchObject({ kind: "open", units: 0, change: { from: "2026-03-10" } });
  });

  it("never says something else from a part of the rows than from all of them", () => {
    const change = fc.record({ day: fc.integer({ min: 0, max: 364 }), units: fc.integer({ min: 0, max: 4 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 12),
        fc.array(change, { maxLength: 5 }),
        fc.constantFrom(...DATE_POLICIES),
        fc.integer({ min: 0, max: 364 }),
        fc.boolean(),
        (months, changes, policy, dayNumber, isPosted) => {
          const asOf = addDays("2026-01-01", dayNumber);
          const starts = new Map<string, number>();
          for (let month = 0; month < 12; month += months) starts.set(addMonths("2026-01-01", month), 0);
          for (const { day, units } of changes) starts.set(addDays("2026-01-01", day), units);
          let units = 3;
          const carried = [...starts].toSorted().map(([day, more]): [string, number] => [day, (units += more)]);
          const all = slices(
            Object.fromEntries(carried),
            isPosted ? { posted: carried.map(([day]) => day).filter((day) => day <= asOf) } : {},
          );
          const until = addDays(asOf, policy === "today" ? 7 : policy === "this_period" ? 62 : 70);
          const some = all.filter((slice) => slice.endsOn >= asOf && slice.startsOn <= until);
          const whole = stand(all, policy, asOf);
          const part = stand(some, policy, asOf, { from: asOf, until });
          if (part.kind === "unknown") return;
          expect(part.kind).toBe(whole.kind);
          expect(part.kind === "open" && whole.kind === "open" ? [part.units, part.startsOn] : part).toEqual(
            part.kind === "open" && whole.kind === "open" ? [whole.units, whole.startsOn] : whole,
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is told from the rows around the day where periods are months and nothing was changed in them", () => {
    for (const policy of DATE_POLICIES) {
      const until = addDays("2026-03-10", policy === "today" ? 7 : 70);
      const some = slices(MONTHLY).filter((slice) => slice.endsOn >= "2026-03-10" && slice.startsOn <= until);
      expect(stand(some, policy, "2026-03-10", { from: "2026-03-10", until }).kind).toBe("open");
    }
  });
});
