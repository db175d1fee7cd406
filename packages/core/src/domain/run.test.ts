import { describe, expect, it } from "vitest";
import { isRunOver, RUN_STATUSES } from "./run.ts";

describe("isRunOver", () => {
  it("is over in every state that nothing follows, and not while it waits, works or is held", () => {
    expect(RUN_STATUSES.filter(isRunOver)).toEqual(["succeeded", "succeeded_with_problems", "failed", "cancelled"]);
  });
});
