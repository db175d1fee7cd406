import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a package.json the walls look at. */
export interface Manifest {
  readonly name: string;
  readonly exports?: string | Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Relative to the root, with slashes: `packages/core`. */
  readonly folder: string;
  /** What it is in the table of arrows: `core`, `provider-*`, `*-simulator`, `apps/web`, `e2e`. */
  readonly role: string;
  readonly manifest: Manifest;
  /** As written, for line numbers. */
  readonly manifestText: string;
  /** Its source files, relative to its folder, with slashes. */
  readonly files: readonly string[];
}

export interface Workspace {
  readonly root: string;
  readonly packages: readonly WorkspacePackage[];
}

/** The workspace folders of pnpm-workspace.yaml. */
const PACKAGE_MANIFESTS = ["{apps,packages}/*/package.json", "e2e/package.json"];
const SOURCES = "**/*.{ts,mts,tsx,js,mjs,vue}";
const NO_SOURCES = ["**/node_modules/**", "**/dist/**", "**/.data/**", "**/coverage/**"];

export function readWorkspace(root: string): Workspace {
  const manifests = globSync(PACKAGE_MANIFESTS, { cwd: root }).map(withSlashes).toSorted();
  return { root, packages: manifests.map((file) => readPackage(root, file)) };
}

function readPackage(root: string, manifestFile: string): WorkspacePackage {
  const folder = manifestFile.slice(0, -"/package.json".length);
  const manifestText = readFileSync(join(root, manifestFile), "utf8");
  const files = globSync(SOURCES, { cwd: join(root, folder), exclude: NO_SOURCES })
    .map(withSlashes)
    .toSorted();
  return { folder, role: roleOf(folder), manifest: JSON.parse(manifestText) as Manifest, manifestText, files };
}

/** All providers have one role, and so have the simulators, so that a new one falls under the rows that are there. */
function roleOf(folder: string): string {
  const name = folder.replace(/^packages\//, "");
  if (name.endsWith("-simulator")) return "*-simulator";
  return name.startsWith("provider-") && name !== "provider-kit" ? "provider-*" : name;
}

function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
