import { describe, expect, it } from "vitest";
import { nextNightAt } from "./next-night.ts";

describe("the next night", () => {
  it.each([
    ["0 2 * * *", "2026-03-10T01:59:59Z", "2026-03-10T02:00:00.000Z"],
    ["0 2 * * *", "2026-03-10T02:00:00Z", "2026-03-11T02:00:00.000Z"],
    ["30 23 * * 0", "2026-03-10T12:00:00Z", "2026-03-15T23:30:00.000Z"],
    ["0 0 29 2 *", "2027-03-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["*/15 1-3 * 4 *", "2026-03-10T12:00:00Z", "2026-04-01T01:00:00.000Z"],
  ])("of %s after %s is %s", (pattern, now, expected) => {
    expect(nextNightAt(pattern, new Date(now))?.toISOString()).toBe(expected);
  });

  it("never comes where the calendar has no such day", () => {
    expect(nextNightAt("0 0 30 2 *", new Date("2026-03-10T12:00:00Z"))).toBeNull();
  });
});
