import { describe, expect, it } from "vitest";
import { searchState, type SearchFacts } from "./company-search.ts";

const facts = (given: Partial<SearchFacts>): SearchFacts => ({ text: "", answeredText: undefined, hasFailed: false, count: 0, ...given });

describe("the search for a company", () => {
  it("says how many characters are missing, blanks around them not counted", () => {
    expect(searchState(facts({ text: " ha " }))).toEqual({ state: "keep_typing", missing: 1 });
    expect(searchState(facts({ text: "  " }))).toEqual({ state: "start" });
  });

  it("counts a character outside the basic plane once", () => {
    expect(searchState(facts({ text: "😀😀" }))).toEqual({ state: "keep_typing", missing: 1 });
  });

  it("does not call an answer to an older text the result of what is typed now", () => {
    expect(searchState(facts({ text: "harbour", answeredText: "harb", count: 0 }))).toEqual({ state: "searching" });
  });

  it("says that nothing was found only once that is the answer", () => {
    expect(searchState(facts({ text: "harbour ", answeredText: "harbour", count: 0 }))).toEqual({ state: "none", text: "harbour" });
    expect(searchState(facts({ text: "harbour", answeredText: "harbour", count: 2 }))).toEqual({ state: "found", count: 2 });
  });
});
