import type { SuiteResult, TestCounts } from "./suite.ts";

/** One line for a suite that passed, or for a check that was skipped, with why; for one that failed, also everything it printed. */
export function suiteReport(result: SuiteResult): string {
  const { suite, note } = result;
  const isGood = result.failed === 0;
  const isSkipped = isGood && suite.counts === "one" && result.skipped > 0;
  const line = [
    isSkipped ? "skipped" : isGood ? "passed" : "FAILED",
    suite.name.padEnd(12),
    seconds(result.durationMs).padStart(8),
    countsText(result),
  ];
  const head = line.join("  ").trimEnd();
  if (isGood) return `${head}\n`;
  const output = result.output.trim();
  return [head, "", ...(output === "" ? [] : [output, ""]), ...(note === undefined ? [] : [note, ""])].join("\n");
}

/** What `npm test` ends with, alone on its line: `N passed, N failed`, and the skipped ones where there are any. */
export function totalLine(results: readonly TestCounts[]): string {
  const sum = (key: keyof TestCounts): number => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum("skipped");
  return `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function countsText(result: SuiteResult): string {
  if (result.suite.counts === "one") return result.skipped > 0 ? (result.output.trim().split("\n").at(-1) ?? "") : "";
  const parts = [`${result.passed} tests`];
  if (result.failed > 0) parts.push(`${result.failed} failed`);
  if (result.skipped > 0) parts.push(`${result.skipped} skipped`);
  return parts.join(", ");
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
