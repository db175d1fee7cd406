import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { readImports } from "./read-imports.ts";
import type { Workspace, WorkspacePackage } from "./workspace.ts";

/** One mention of a module or package: an import in a source, or a line of package.json. */
export interface Reference {
  readonly from: WorkspacePackage;
  readonly kind: "import" | "dependencies" | "devDependencies";
  /** Relative to the root, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  /** In a test, a testing folder, a script of development, or a package that is one test as a whole; or a devDependency. */
  readonly isForTests: boolean;
  readonly target: Target;
}

export type Target =
  | { readonly kind: "workspace"; readonly role: string; readonly package: WorkspacePackage; readonly subpath: string }
  | { readonly kind: "npm"; readonly role: string; readonly name: string }
  | { readonly kind: "node"; readonly role: string }
  | { readonly kind: "relative" };

/** Packages whose every file is there to try the others out. */
export const TRIAL_ROLES = ["apps/demo", "apps/bench", "e2e"];
/** Folders that hold helpers for tests; each is exported under the same name. */
export const TESTING_FOLDERS = ["testing", "embedded"];

/** What is outside of `src` configures, builds and checks the package; it is no part of it. */
const NOT_IN_PRODUCT = new RegExp(`^(?!src/)|\\.test(?:-d)?\\.ts$|/(?:${TESTING_FOLDERS.join("|")})/`);
/** Names a tool resolves by itself: import maps, virtual modules, aliases. */
const NOT_A_PACKAGE = /^(?:#|~|@\/|\/|virtual:|data:)/;

export function readReferences(workspace: Workspace): readonly Reference[] {
  const byName = new Map(workspace.packages.map((each) => [each.manifest.name, each]));
  return workspace.packages.flatMap((from) => [...manifestReferences(from, byName), ...sourceReferences(workspace, from, byName)]);
}

function manifestReferences(from: WorkspacePackage, byName: ReadonlyMap<string, WorkspacePackage>): Reference[] {
  const lines = from.manifestText.split("\n");
  return (["dependencies", "devDependencies"] as const).flatMap((kind) => {
    const start = lines.findIndex((line) => line.includes(`"${kind}"`));
    return Object.keys(from.manifest[kind] ?? {}).map((specifier) => ({
      from,
      kind,
      file: `${from.folder}/package.json`,
      line: lines.findIndex((line, index) => index >= start && line.includes(`"${specifier}"`)) + 1,
      specifier,
      isTypeOnly: false,
      isForTests: kind === "devDependencies" || TRIAL_ROLES.includes(from.role),
      target: targetOf(specifier, byName),
    }));
  });
}

function sourceReferences(workspace: Workspace, from: WorkspacePackage, byName: ReadonlyMap<string, WorkspacePackage>): Reference[] {
  return from.files.flatMap((file) =>
    readImports(file, readFileSync(join(workspace.root, from.folder, file), "utf8"))
      .filter(({ specifier }) => !NOT_A_PACKAGE.test(specifier))
      .map((use) => ({
        from,
        kind: "import" as const,
        file: `${from.folder}/${file}`,
        line: use.line,
        specifier: use.specifier,
        isTypeOnly: use.isTypeOnly,
        isForTests: TRIAL_ROLES.includes(from.role) || NOT_IN_PRODUCT.test(file),
        target: targetOf(use.specifier, byName),
      })),
  );
}

function targetOf(specifier: string, byName: ReadonlyMap<string, WorkspacePackage>): Target {
  if (specifier.startsWith(".")) return { kind: "relative" };
  if (isBuiltin(specifier)) return { kind: "node", role: `node:${specifier.replace(/^node:/, "").replace(/\/.*/, "")}` };
  const name = /^(?:@[^/]+\/)?[^/?]+/.exec(specifier)?.[0] ?? specifier;
  const found = byName.get(name);
  if (found === undefined) return { kind: "npm", role: `npm:${name}`, name };
  return { kind: "workspace", role: found.role, package: found, subpath: `.${specifier.slice(name.length)}` };
}
