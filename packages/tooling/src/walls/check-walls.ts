import { checkArrow } from "./arrow-rule.ts";
import { checkCycles } from "./cycle-rule.ts";
import { checkPackageRules } from "./package-rules.ts";
import { readReferences } from "./reference.ts";
import type { Violation } from "./violation.ts";
import { readWorkspace } from "./workspace.ts";

export interface WallReport {
  readonly violations: readonly Violation[];
  /** How much was looked at, so that a check that sees nothing is noticed. */
  readonly packageCount: number;
  readonly fileCount: number;
}

/** Checks the package.json and every import of every workspace package below `root`. */
export function checkWalls(root: string): WallReport {
  const workspace = readWorkspace(root);
  const references = readReferences(workspace);
  const violations = [
    ...references.flatMap((reference) => checkArrow(reference) ?? []),
    ...references.flatMap(checkPackageRules),
    ...checkCycles(references),
  ];
  return {
    violations,
    packageCount: workspace.packages.length,
    fileCount: workspace.packages.reduce((sum, each) => sum + each.files.length, 0),
  };
}
