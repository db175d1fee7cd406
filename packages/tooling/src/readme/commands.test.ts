import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rootFolder } from "../root-folder.ts";

/** pnpm's own. */
const BUILT_IN = ["sbom"];

describe("the README", () => {
  it("names only commands there are, and every one a person would look for", () => {
    const readme = readFileSync(join(rootFolder, "README.md"), "utf8");
    const { scripts } = JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const named = new Set([...readme.matchAll(/`pnpm ([a-z][\w:-]*)/g)].map(([, name]) => name ?? ""));
    expect([...named].filter((name) => !BUILT_IN.includes(name) && !(name in scripts))).toEqual([]);
    for (const name of ["dev", "check", "server", "worker", "migrate", "nightly"]) expect([...named]).toContain(name);
  });
});
