import { SKIP_EXIT_CODE, type Suite, type TestCounts } from "./suite.ts";

const NOTHING: TestCounts = { passed: 0, failed: 0, skipped: 0 };

/**
 * The tests of a suite by its tool's JSON report. A program that failed counts at least one failure, also where no test is to
 * blame: a file that does not load, an error outside of any test, a crash.
 * @param report the report's text; undefined where there is none
 */
export function countTests(counts: Suite["counts"], exitCode: number | null, report: string | undefined): TestCounts {
  if (counts === "one" && exitCode === SKIP_EXIT_CODE) return { ...NOTHING, skipped: 1 };
  const found = counts === "one" ? { ...NOTHING, passed: exitCode === 0 ? 1 : 0 } : countReport(counts, report);
  if (exitCode === 0 || found.failed > 0) return found;
  return { ...found, failed: 1 };
}

function countReport(kind: "vitest" | "playwright", report: string | undefined): TestCounts {
  if (report === undefined) return NOTHING;
  const parsed = JSON.parse(report) as VitestReport & PlaywrightReport;
  return kind === "vitest" ? countVitest(parsed) : countPlaywright(parsed);
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

function countVitest(report: VitestReport): TestCounts {
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
}

/** A flaky test is a failed one: it hides a race. */
function countPlaywright({ stats }: PlaywrightReport): TestCounts {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
