/** A check that cannot be made here ends with it, and says why on the last line it prints. */
export const SKIP_EXIT_CODE = 75;

/** A named group of checks that runs as one program. */
export interface Suite {
  readonly name: string;
  /** Static suites read source only and run beside each other; the others have the machine to themselves, one after another. */
  readonly kind: "static" | "running";
  /** Where its tests are counted: `one` for a check that passes or fails as a whole, else the JSON report of its tool. */
  readonly counts: "one" | "vitest" | "playwright";
  /** A JavaScript file and its arguments. `reportFile` is where a suite that counts by a report has to write it. */
  readonly command: (reportFile: string) => readonly string[];
  readonly env?: (reportFile: string) => Readonly<Record<string, string>>;
  /** Relative to the root; the root where left out. */
  readonly folder?: string;
  /** Longer than this is taken for a hang, and fails. */
  readonly timeoutMs: number;
  /** Whether there is anything to run. */
  readonly isPresent: () => boolean;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface SuiteResult extends TestCounts {
  readonly suite: Suite;
  readonly durationMs: number;
  /** Everything it printed, in order. */
  readonly output: string;
  /** Why it failed where the output may not tell: a time limit, a missing report. */
  readonly note?: string;
}
