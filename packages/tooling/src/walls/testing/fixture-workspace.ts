import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface FixturePackage {
  readonly dependencies?: readonly string[];
  readonly devDependencies?: readonly string[];
  readonly exports?: Readonly<Record<string, string>>;
  /** Text by path inside the package. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface FixtureWorkspace extends Disposable {
  readonly root: string;
}

/** Writes a workspace of these packages, by folder, into a temporary folder; a package is called after the last part of its folder. */
export function fixtureWorkspace(packages: Readonly<Record<string, FixturePackage>>): FixtureWorkspace {
  const root = mkdtempSync(join(tmpdir(), "walls-"));
  for (const [folder, each] of Object.entries(packages)) {
    write(root, `${folder}/package.json`, JSON.stringify(manifest(folder, each), null, 2));
    for (const [file, text] of Object.entries(each.files ?? {})) write(root, `${folder}/${file}`, text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

export function packageNameOf(folder: string): string {
  return `@integrations/${folder.replace(/^.*\//, "")}`;
}

function manifest(
  folder: string,
  { exports = { ".": "./src/index.ts" }, dependencies = [], devDependencies = [] }: FixturePackage,
): object {
  return { name: packageNameOf(folder), exports, dependencies: versions(dependencies), devDependencies: versions(devDependencies) };
}

function versions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "workspace:*"]));
}

function write(root: string, file: string, text: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
