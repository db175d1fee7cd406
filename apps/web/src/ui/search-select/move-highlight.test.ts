import { describe, expect, it } from "vitest";
import { firstHighlight, moveHighlight } from "./move-highlight.ts";

describe("the highlight in a list", () => {
  it("goes round at both ends", () => {
    expect([moveHighlight("ArrowDown", 2, 3), moveHighlight("ArrowUp", 0, 3), moveHighlight("ArrowUp", -1, 3)]).toEqual([0, 2, 2]);
    expect([moveHighlight("PageDown", 1, 4), moveHighlight("PageUp", 3, 4)]).toEqual([3, 0]);
  });

  it("stays where there is nothing to move to, and leaves other keys to the input", () => {
    expect(moveHighlight("ArrowDown", -1, 0)).toBeUndefined();
    expect(moveHighlight("Home", 1, 3)).toBeUndefined();
  });

  it("begins on what is chosen, else on the first that can be", () => {
    const options = [{ value: "none", isDisabled: true }, { value: "a" }, { value: "b" }];
    expect([firstHighlight(options, "b"), firstHighlight(options, "gone"), firstHighlight([], "a")]).toEqual([2, 1, -1]);
  });
});
