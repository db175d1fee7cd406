import { posix } from "node:path";
import { TESTING_FOLDERS, TRIAL_ROLES, type Reference } from "./reference.ts";
import type { Violation } from "./violation.ts";
import type { WorkspacePackage } from "./workspace.ts";

/** Rules that hold for every package alike, whatever its role. */
export function checkPackageRules(reference: Reference): readonly Violation[] {
  const rules = reference.kind === "import" ? [staysInside, isDeclared, isExported, isNoTestHelper] : [isNoTestHelper];
  return rules.flatMap((rule) => rule(reference) ?? []);
}

function staysInside(reference: Reference): Violation | undefined {
  if (reference.target.kind !== "relative") return undefined;
  const path = posix.join(posix.dirname(reference.file), reference.specifier);
  if (path.startsWith(`${reference.from.folder}/`)) return undefined;
  return violation("no-way-around", reference, {
    reason: "A relative path out of the package goes around its walls: nobody sees the arrow, and the other's exports mean nothing.",
    instead: "Import the other package by its name, and export there what is needed.",
  });
}

function isDeclared(reference: Reference): Violation | undefined {
  const { from, target } = reference;
  if (target.kind !== "npm" && target.kind !== "workspace") return undefined;
  const name = target.kind === "npm" ? target.name : target.package.manifest.name;
  if (name === from.manifest.name) return undefined;
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = from.manifest;
  const isRunning = !reference.isForTests && !reference.isTypeOnly;
  const declared = { ...dependencies, ...peerDependencies, ...optionalDependencies, ...(isRunning ? {} : devDependencies) };
  if (name in declared) return undefined;
  if (reference.isTypeOnly && `@types/${name.replace(/^@([^/]+)\//, "$1__")}` in declared) return undefined;
  return violation("imports-are-declared", reference, {
    reason: "What a package imports without declaring it is there by chance, and gone with the next install.",
    instead:
      isRunning && name in { ...devDependencies }
        ? `Move ${name} from devDependencies to dependencies, or import it in tests only.`
        : `Add ${name} to the package.json of ${from.folder}.`,
  });
}

function isExported(reference: Reference): Violation | undefined {
  const { target } = reference;
  if (target.kind !== "workspace" || exportsOf(target.package).includes(target.subpath)) return undefined;
  return violation("exports-are-the-door", reference, {
    reason: "What a package does not export may change at any time; an import past its exports breaks then, without a warning.",
    instead: `Import what ${target.package.manifest.name} exports (${exportsOf(target.package).join(", ") || "nothing"}), or export more there.`,
  });
}

function exportsOf({ manifest }: WorkspacePackage): readonly string[] {
  if (manifest.exports === undefined) return [];
  return typeof manifest.exports === "string" ? ["."] : Object.keys(manifest.exports);
}

const HELPER_SUBPATHS = TESTING_FOLDERS.map((folder) => `./${folder}`);

function isNoTestHelper(reference: Reference): Violation | undefined {
  const { target, from } = reference;
  if (reference.isForTests || TRIAL_ROLES.includes(from.role) || target.kind !== "workspace" || target.package === from) return undefined;
  if (target.package.role !== "*-simulator" && !HELPER_SUBPATHS.includes(target.subpath)) return undefined;
  return violation("test-helpers-stay-in-tests", reference, {
    reason: "Testing helpers bring a database, a simulator or fixed secrets along: nothing of that belongs into a running product.",
    instead: "Use it in tests and testing folders only, and declare it under devDependencies.",
  });
}

function violation(rule: string, reference: Reference, words: Pick<Violation, "reason" | "instead">): Violation {
  return { rule, file: reference.file, line: reference.line, arrow: `${reference.from.folder} -> ${reference.specifier}`, ...words };
}
