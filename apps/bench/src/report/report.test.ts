import { describe, expect, it } from "vitest";
import type { Result } from "../rows/row.ts";
import { isMet } from "./judge.ts";
import { tableOf } from "./table.ts";

const RESULT: Result = { work: "a night", unit: "s", ours: 2.5, reference: 25, referenceName: "script", ratio: 10, target: { atLeast: 8 } };

describe("a target", () => {
  it.each([
    [{ atLeast: 8 }, 8, true],
    [{ atLeast: 8 }, 7.99, false],
    [{ atMost: 1.02 }, 1.02, true],
    [{ atMost: 1.02 }, 1.021, false],
    [{ atLeast: 1, atMost: 2 }, 0.5, false],
    [{ atMost: 2 }, Number.NaN, false],
    [{ atLeast: 2 }, Infinity, false],
  ])("of %j with %d is met: %s", (target, ratio, met) => {
    expect(isMet({ ratio, target })).toBe(met);
  });
});

describe("the table", () => {
  it("shows ours, the reference, the ratio and whether the target is met", () => {
    const lines = tableOf([RESULT, { ...RESULT, work: "another one", ratio: 1234.56, target: { atMost: 2 } }]).split("\n");
    expect(lines[2]).toMatch(/^a night +2\.5 s +25 s \(script\) +10 +>= 8 +met$/);
    expect(lines[3]).toMatch(/^another one .* 1,235 +<= 2 +MISSED$/);
  });
});
