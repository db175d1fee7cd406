import { ProviderError } from "@integrations/core";
import { describe, expect, it } from "vitest";
import type { UnitsRow } from "../wire/rows.ts";
import { sliceAt, slicesOf } from "./slices.ts";

const row = (id: number, startDate: string, endDate: string, units: number, more: Partial<UnitsRow> = {}): UnitsRow => ({
  id,
  contractID: 7,
  contractServiceID: 8,
  serviceID: 9,
  units,
  startDate,
  endDate,
  ...more,
});

describe("rows of units", () => {
  it("are put in the order of their first days, whatever form their dates have", () => {
    const slices = slicesOf([
      row(2, "2026-04-01T00:00:00Z", "2026-04-30T00:00:00Z", 4),
      row(1, "2026-03-01", "2026-03-31T00:00:00", 3, { approveAndPostDate: "2026-03-31T00:00:00" }),
    ]);
    expect(slices).toEqual([
      { startsOn: "2026-03-01", endsOn: "2026-03-31", units: 3, isPosted: true },
      { startsOn: "2026-04-01", endsOn: "2026-04-30", units: 4, isPosted: false },
    ]);
  });

  it("that begin on one day count by the greatest id", () => {
    const slices = slicesOf([row(9, "2026-03-01", "2026-03-31", 9), row(5, "2026-03-01", "2026-03-31", 5)]);
    expect(slices.map((slice) => slice.units)).toEqual([9]);
  });

  it("without dates are no rows to judge by", () => {
    for (const date of ["", "soon", "2026-02-30"]) expect(() => slicesOf([row(1, date, "2026-03-31", 1)])).toThrow(ProviderError);
  });
});

describe("the row of a day", () => {
  const slices = slicesOf([
    row(1, "2026-03-01", "2026-03-10", 1),
    row(2, "2026-03-10", "2026-03-31", 2),
    row(3, "2026-05-01", "2026-05-31", 3),
  ]);

  it.each([
    ["2026-02-28", undefined],
    ["2026-03-01", 1],
    ["2026-03-09", 1],
    ["2026-03-10", 2],
    ["2026-03-31", 2],
    ["2026-04-01", undefined],
    ["2026-05-31", 3],
  ])("%s has %s units", (day, units) => {
    expect(sliceAt(slices, day)?.units).toBe(units);
  });
});
