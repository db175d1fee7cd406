/** One broken rule, with all it takes to repair it. */
export interface Violation {
  /** Id of the row or rule. */
  readonly rule: string;
  /** Relative to the root, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Both ends: `jobs -> database`. */
  readonly arrow: string;
  readonly reason: string;
  readonly instead: string;
}

export function formatViolation(violation: Violation): string {
  return [
    `${violation.file}:${violation.line}  ${violation.arrow}  [${violation.rule}]`,
    `  Why:      ${violation.reason}`,
    `  Instead:  ${violation.instead}`,
  ].join("\n");
}
