import { describe, expect, it } from "vitest";
import { expandBundles, MAX_QUANTITY, STALE_AFTER_MS } from "./quantity.ts";

const BUNDLES = new Map([["bracket-bundle", ["bracket", "cloudfilter", "safesend"]]]);
const expand = (quantities: Readonly<Record<string, number>>, bundles = BUNDLES): Record<string, number> =>
  Object.fromEntries(expandBundles(new Map(Object.entries(quantities)), bundles));

describe("expandBundles", () => {
  it("replaces a bundle of 10 by 10 of each member", () => {
    expect(expand({ "bracket-bundle": 10 })).toEqual({ bracket: 10, cloudfilter: 10, safesend: 10 });
  });

  it("adds to the members' own units, in whichever order they come", () => {
    expect(expand({ bracket: 3, "bracket-bundle": 10 })).toEqual({ bracket: 13, cloudfilter: 10, safesend: 10 });
    expect(expand({ "bracket-bundle": 10, bracket: 3 })).toEqual({ bracket: 13, cloudfilter: 10, safesend: 10 });
  });

  it("adds up two bundles that share a member", () => {
    const bundles = new Map([
      ["one", ["a", "b"]],
      ["two", ["b", "c"]],
    ]);
    expect(expand({ one: 1, two: 10 }, bundles)).toEqual({ a: 1, b: 11, c: 10 });
  });

  it("leaves other services and its input as they are", () => {
    const quantities = new Map([["shield", 2]]);
    expect(expandBundles(quantities, BUNDLES)).toEqual(quantities);
    expect(expandBundles(quantities, BUNDLES)).not.toBe(quantities);
    expect(expand({})).toEqual({});
  });
});

describe("limits", () => {
  it("goes stale after 36 hours", () => {
    expect(STALE_AFTER_MS / 3_600_000).toBe(36);
  });

  it("keeps sums of a million of the largest quantities exact", () => {
    expect(Number.isSafeInteger(MAX_QUANTITY * 1_000_000)).toBe(true);
  });
});
