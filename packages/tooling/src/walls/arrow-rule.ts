import { FORBIDDEN_ARROWS, type ForbiddenArrow } from "./arrows.ts";
import type { Reference } from "./reference.ts";
import type { Violation } from "./violation.ts";

/** The row a reference breaks, if any. */
export function checkArrow(reference: Reference): Violation | undefined {
  const { from, target } = reference;
  if (target.kind === "relative" || (target.kind === "workspace" && target.package === from)) return undefined;
  const row = FORBIDDEN_ARROWS.find((arrow) => forbids(arrow, reference, target.role));
  if (row === undefined) return undefined;
  return {
    rule: row.id,
    file: reference.file,
    line: reference.line,
    arrow: `${nameOf(from.folder)} -> ${target.kind === "workspace" ? nameOf(target.package.folder) : target.role}`,
    reason: row.reason,
    instead: row.instead,
  };
}

function forbids(arrow: ForbiddenArrow, reference: Reference, to: string): boolean {
  if (!arrow.from.some((pattern) => fits(pattern, reference.from.role))) return false;
  if (!arrow.to.some((pattern) => fits(pattern, to))) return false;
  if (arrow.except?.some((pattern) => fits(pattern, to)) === true) return false;
  if (arrow.holds === "source" && reference.isForTests) return false;
  if (reference.kind === "import") return !(arrow.typesAllowed === true && reference.isTypeOnly);
  return arrow.typesAllowed !== true && arrow.mayDeclare?.includes(reference.from.role) !== true;
}

/** `*` is any role of ours; what comes from outside has to be named. */
function fits(pattern: string, role: string): boolean {
  if (pattern === "*") return !role.includes(":");
  if (pattern === role) return true;
  if (pattern === "packages/*") return !/^apps\/|^e2e$|:/.test(role);
  return /[/:]\*$/.test(pattern) && role.startsWith(pattern.slice(0, -1));
}

function nameOf(folder: string): string {
  return folder.replace(/^packages\//, "");
}
