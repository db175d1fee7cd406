import { NO_COUNTS, type RunCounts } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { runResultWords, type RunInBrief } from "./run-words.ts";

const say = (run: Partial<Omit<RunInBrief, "counts">> & { counts?: Partial<RunCounts> }): [string, Record<string, number>] => {
  const { key, parameters } = runResultWords({ status: "succeeded", trigger: "nightly", ...run, counts: { ...NO_COUNTS, ...run.counts } });
  return [key, { ...parameters }];
};

describe("what a run did", () => {
  it("says that everything was right already where nothing was written", () => {
    expect(say({ counts: { unchanged: 40 } })[0]).toBe("run.result.nothingToDo");
  });

  it("counts set and added lines as written", () => {
    expect(say({ counts: { set: 2, added: 3 } })).toEqual(["run.result.written", { n: 5, unsolved: 0 }]);
  });

  it("never hides what was skipped or failed behind what was written", () => {
    const counts = { set: 2, skipped: 1, failed: 1 };
    expect(say({ status: "succeeded_with_problems", counts })).toEqual(["run.result.writtenWithProblems", { n: 2, unsolved: 2 }]);
  });

  it("does not claim that a preview wrote anything", () => {
    expect(say({ trigger: "preview", counts: { planned: 4 } })).toEqual(["run.result.preview", { n: 4, unsolved: 0 }]);
  });
});
