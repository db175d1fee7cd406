import { describe, expect, it } from "vitest";
import { countTests } from "./count-tests.ts";

const vitestReport = JSON.stringify({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 });

describe("countTests", () => {
  it("counts a check as one", () => {
    expect(countTests("one", 0, undefined)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countTests("one", 1, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("counts a check that cannot be made here as skipped, but no suite of tests", () => {
    expect(countTests("one", 75, undefined)).toEqual({ passed: 0, failed: 0, skipped: 1 });
    expect(countTests("vitest", 75, vitestReport)).toMatchObject({ failed: 1 });
  });

  it("counts the tests of a vitest report, those to do as skipped", () => {
    expect(countTests("vitest", 0, vitestReport)).toEqual({ passed: 7, failed: 0, skipped: 3 });
  });

  it("counts a flaky Playwright test as failed", () => {
    const report = JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 1 } });
    expect(countTests("playwright", 1, report)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  });

  it("counts a failure where the program failed and no test is to blame", () => {
    expect(countTests("vitest", 1, vitestReport)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it("counts a failure where the program died before it could report", () => {
    expect(countTests("vitest", null, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
