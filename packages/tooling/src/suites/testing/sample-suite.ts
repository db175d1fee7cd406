import type { Suite } from "../suite.ts";

/** A suite that runs a line of JavaScript; `REPORT` in it is the path of its report. */
export function sampleSuite(script: string, overrides: Partial<Suite> = {}): Suite {
  return {
    name: "sample",
    kind: "running",
    counts: "one",
    command: (reportFile) => ["-e", script.replaceAll("REPORT", JSON.stringify(reportFile))],
    timeoutMs: 30_000,
    isPresent: () => true,
    ...overrides,
  };
}
