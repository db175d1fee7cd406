import { describe, expect, it } from "vitest";
import { healthFilterOf, healthInputOf, healthQueryOf } from "./health-filter.ts";

describe("the filter of the support desk", () => {
  it("is the same after it was an address", () => {
    for (const filter of [
      { search: "", show: undefined, sort: "worst" },
      { search: "acme", show: "failing", sort: "night" },
      { search: "", show: "requests", sort: "requests" },
    ] as const) {
      expect(healthFilterOf(healthQueryOf(filter))).toEqual(filter);
    }
    expect(healthQueryOf(healthFilterOf({}))).toEqual({});
  });

  it("takes no notice of what it does not know", () => {
    expect(healthFilterOf({ search: ["a"], show: "everything", sort: "size" })).toEqual({ search: "", show: undefined, sort: "worst" });
  });

  it("asks for a state, or for open requests", () => {
    expect(healthInputOf(healthFilterOf({ show: "held", search: " acme " }))).toEqual({ sort: "worst", search: "acme", state: "held" });
    expect(healthInputOf(healthFilterOf({ show: "requests" }))).toEqual({ sort: "worst", withRequests: true });
  });
});
