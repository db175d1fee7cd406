import { describe, expect, it } from "vitest";
import { ariaSort, filterOf, nextSort, queryOf } from "./customer-filter.ts";

describe("the filter in the address", () => {
  it("comes back as it was written", () => {
    const filter = { search: "harbour", status: "problem", sort: "-company" } as const;
    expect(filterOf(queryOf(filter))).toEqual(filter);
  });

  it("takes anything that is none of its values for the beginning", () => {
    expect(filterOf({ search: ["a", "b"], status: "gone", sort: "price" })).toEqual({ search: "", status: undefined, sort: "name" });
    expect(queryOf({ search: "  ", status: undefined, sort: "name" })).toEqual({});
  });

  it("turns a column's order round at the second click", () => {
    expect([nextSort("name", "company"), nextSort("company", "company"), nextSort("-company", "company")]).toEqual([
      "company",
      "-company",
      "company",
    ]);
    expect([ariaSort("-name", "name"), ariaSort("-name", "company")]).toEqual(["descending", "none"]);
  });
});
