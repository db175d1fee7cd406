import { describe, expect, it } from "vitest";
import { choicesFor, inGroup, outcomeWords } from "./change-words.ts";

const changes = (["set", "skipped", "added", "failed", "planned"] as const).map((outcome) => ({ outcome, reason: null }));

describe("a run's changes", () => {
  it("show first what somebody has to look at", () => {
    expect(inGroup(changes, "all").map((change) => change.outcome)).toEqual(["skipped", "failed", "set", "added", "planned"]);
    expect(inGroup(changes, "unsolved")).toHaveLength(2);
  });

  it("say of a planned one that it would be made in a preview, and waits in a run under way", () => {
    expect(outcomeWords({ outcome: "planned", reason: null }, true).key).toBe("change.outcome.wouldChange");
    expect(outcomeWords({ outcome: "planned", reason: null }, false).key).toBe("change.outcome.waiting");
  });

  it("call nobody to look at what the partner wants so, and do not tell it as done", () => {
    const chosen = { outcome: "skipped", reason: "customer_excluded" } as const;
    expect(outcomeWords(chosen, false).key).toBe("change.outcome.chosen");
    expect(inGroup([chosen, ...changes], "unsolved")).not.toContain(chosen);
    expect(inGroup([chosen, ...changes], "written")).not.toContain(chosen);
    expect(inGroup([chosen, ...changes], "all")).toContain(chosen);
  });

  it("offer a choice only for a line that is gone or that nobody asks for", () => {
    expect(choicesFor("line_removed")).toEqual(["add_again", "leave"]);
    expect(choicesFor("line_orphaned")).toEqual(["set_zero", "leave"]);
    expect(choicesFor("zero_asks")).toEqual(["set_zero", "leave"]);
    expect(choicesFor("several_lines")).toEqual([]);
    expect(choicesFor(null)).toEqual([]);
  });
});
