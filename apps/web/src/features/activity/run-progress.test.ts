import { describe, expect, it } from "vitest";
import { runProgress } from "./run-progress.ts";

describe("a run's progress", () => {
  it("is unknown before the agreements are counted", () => {
    expect(runProgress({ agreementsTotal: 0, agreementsRead: 0, writesTotal: 0, writesDone: 0 })).toBeUndefined();
  });

  it("counts agreements while it reads and writes once it writes", () => {
    expect(runProgress({ agreementsTotal: 8, agreementsRead: 3, writesTotal: 0, writesDone: 0 })).toEqual({
      phase: "reading",
      done: 3,
      total: 8,
    });
    expect(runProgress({ agreementsTotal: 8, agreementsRead: 8, writesTotal: 5, writesDone: 1 })).toEqual({
      phase: "writing",
      done: 1,
      total: 5,
    });
  });
});
