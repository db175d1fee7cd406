import { describe, expect, it } from "vitest";
import { isSetUp, setUpSteps } from "./set-up-steps.ts";

describe("the way to the first update", () => {
  const nextOf = (state: Parameters<typeof setUpSteps>[0]) => setUpSteps(state).find((step) => step.isNext)?.name;

  it("names the first thing that is not done, whatever came out of order", () => {
    expect(nextOf({ isEnabled: false, mappings: 0, assignments: 0, hasRun: false })).toBe("connect");
    expect(nextOf({ isEnabled: true, mappings: 0, assignments: 3, hasRun: false })).toBe("map");
    expect(nextOf({ isEnabled: true, mappings: 1, assignments: 3, hasRun: false })).toBe("update");
  });

  it("ends with the first run", () => {
    expect(isSetUp(setUpSteps({ isEnabled: true, mappings: 1, assignments: 1, hasRun: true }))).toBe(true);
  });
});
