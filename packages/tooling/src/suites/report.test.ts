import { describe, expect, it } from "vitest";
import { suiteReport, totalLine } from "./report.ts";
import type { SuiteResult } from "./suite.ts";
import { sampleSuite } from "./testing/sample-suite.ts";

function result(overrides: Partial<SuiteResult>): SuiteResult {
  return {
    suite: sampleSuite("", { counts: "vitest" }),
    passed: 3,
    failed: 0,
    skipped: 0,
    durationMs: 1234,
    output: "lines\n",
    ...overrides,
  };
}

describe("suiteReport", () => {
  it("is one line where all is well", () => {
    expect(suiteReport(result({}))).toBe("passed  sample           1.2 s  3 tests\n");
    expect(suiteReport(result({ suite: sampleSuite("") }))).toBe("passed  sample           1.2 s\n");
  });

  it("tells what was skipped", () => {
    expect(suiteReport(result({ skipped: 2 }))).toContain("3 tests, 2 skipped\n");
  });

  it("says why a check was skipped", () => {
    const skipped = result({ suite: sampleSuite(""), passed: 0, skipped: 1, output: "asking\nThe registry does not answer.\n" });
    expect(suiteReport(skipped)).toBe("skipped  sample           1.2 s  The registry does not answer.\n");
  });

  it("shows everything a failing suite printed, and why it was stopped", () => {
    const report = suiteReport(result({ failed: 1, note: "sample was stopped." }));
    expect(report).toBe("FAILED  sample           1.2 s  3 tests, 1 failed\n\nlines\n\nsample was stopped.\n");
  });
});

describe("totalLine", () => {
  it("adds the suites up, and is silent about skipped tests where there are none", () => {
    expect(totalLine([result({}), result({ passed: 1, failed: 2 })])).toBe("4 passed, 2 failed");
    expect(totalLine([result({ skipped: 5 })])).toBe("3 passed, 0 failed, 5 skipped");
    expect(totalLine([])).toBe("0 passed, 0 failed");
  });
});
