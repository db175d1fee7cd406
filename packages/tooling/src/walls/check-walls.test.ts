import { describe, expect, it } from "vitest";
import { rootFolder } from "../root-folder.ts";
import { checkWalls } from "./check-walls.ts";
import { fixtureWorkspace, type FixturePackage } from "./testing/fixture-workspace.ts";
import { formatViolation } from "./violation.ts";
import { readWorkspace } from "./workspace.ts";

const core: FixturePackage = { dependencies: ["zod"], files: { "src/index.ts": `import { z } from "zod";\nexport const x = z;` } };

describe("the walls", () => {
  it("let every arrow of the design through", () => {
    using workspace = fixtureWorkspace({
      "packages/core": core,
      "packages/database": uses("core"),
      "packages/jobs": uses("core"),
      "packages/services": uses("core", "database", "jobs"),
      "packages/api": uses("core", "jobs", "services"),
      "packages/provider-kit": uses("core"),
      "packages/provider-acme": uses("core", "provider-kit"),
      "packages/providers": uses("core", "provider-acme"),
      "apps/server": uses("api", "core", "database", "jobs", "provider-kit", "providers", "services"),
      "apps/worker": uses("core", "database", "jobs", "provider-kit", "providers", "services"),
      "apps/web": {
        dependencies: ["@integrations/core"],
        devDependencies: ["@integrations/api"],
        files: {
          "src/app.vue": `<script setup lang="ts">\nimport type { x } from "@integrations/api";\nimport "@integrations/core";\n</script>`,
        },
      },
      e2e: { devDependencies: ["@integrations/server"] },
    });
    expect(checkWalls(workspace.root)).toEqual({ violations: [], packageCount: 12, fileCount: 11 });
  });

  it("keep a way out of a package by a relative path shut", () => {
    using workspace = fixtureWorkspace({
      "packages/core": core,
      "packages/jobs": { files: { "src/deep/a.ts": `import "../../../core/src/index.ts";`, "src/deep/b.ts": `import "../a.ts";` } },
    });
    expect(broken(workspace.root)).toEqual(["no-way-around packages/jobs/src/deep/a.ts:1"]);
  });

  it("want what is imported to be declared, in tests under either kind", () => {
    const files = { "src/a.ts": `import "left-pad";`, "src/a.test.ts": `import "left-pad";\nimport "@scope/right-pad/deep";` };
    using none = fixtureWorkspace({ "packages/jobs": { files } });
    expect(broken(none.root)).toEqual([
      "imports-are-declared packages/jobs/src/a.test.ts:1",
      "imports-are-declared packages/jobs/src/a.test.ts:2",
      "imports-are-declared packages/jobs/src/a.ts:1",
    ]);
    using dev = fixtureWorkspace({ "packages/jobs": { devDependencies: ["left-pad", "@scope/right-pad"], files } });
    expect(broken(dev.root)).toEqual(["imports-are-declared packages/jobs/src/a.ts:1"]);
    using both = fixtureWorkspace({ "packages/jobs": { dependencies: ["left-pad"], devDependencies: ["@scope/right-pad"], files } });
    expect(broken(both.root)).toEqual([]);
  });

  it("let scripts and configuration beside the source use what development has", () => {
    const files = { "scripts/build.ts": `import "vite";`, "vite.config.ts": `import "vite";` };
    using workspace = fixtureWorkspace({ "apps/web": { devDependencies: ["vite"], files } });
    expect(broken(workspace.root)).toEqual([]);
  });

  it("take types from a package's @types", () => {
    using workspace = fixtureWorkspace({
      "packages/jobs": { devDependencies: ["@types/pg"], files: { "src/a.ts": `import type { Pool } from "pg";\nexport type P = Pool;` } },
    });
    expect(broken(workspace.root)).toEqual([]);
  });

  it("let nobody in past a package's exports", () => {
    using workspace = fixtureWorkspace({
      "packages/core": core,
      "packages/jobs": { dependencies: ["@integrations/core"], files: { "src/a.ts": `import "@integrations/core/src/index.ts";` } },
    });
    expect(broken(workspace.root)).toEqual(["exports-are-the-door packages/jobs/src/a.ts:1"]);
  });

  it("keep testing helpers out of the product", () => {
    const helpers = `import "@integrations/database/testing";\nimport "@integrations/connectwise-simulator";`;
    const user: FixturePackage = {
      dependencies: ["@integrations/database"],
      devDependencies: ["@integrations/connectwise-simulator"],
      files: { "src/a.ts": helpers, "src/a.test.ts": helpers, "src/testing/help.ts": helpers },
    };
    using workspace = fixtureWorkspace({
      "packages/database": { exports: { ".": "./src/index.ts", "./testing": "./src/testing/index.ts" } },
      "packages/connectwise-simulator": {},
      "packages/services": user,
      "apps/demo": {
        dependencies: ["@integrations/connectwise-simulator"],
        files: { "src/a.ts": `import "@integrations/connectwise-simulator";` },
      },
    });
    expect(broken(workspace.root, "test-helpers-stay-in-tests")).toEqual([
      "test-helpers-stay-in-tests packages/services/src/a.ts:1",
      "test-helpers-stay-in-tests packages/services/src/a.ts:2",
    ]);
  });

  it("refuse a testing package among what a product needs to run", () => {
    using workspace = fixtureWorkspace({
      "packages/connectwise-simulator": {},
      "apps/server": { dependencies: ["@integrations/connectwise-simulator"] },
    });
    expect(broken(workspace.root)).toEqual(["test-helpers-stay-in-tests apps/server/package.json:7"]);
  });

  it("find a circle of packages once, development included", () => {
    using workspace = fixtureWorkspace({
      "packages/database": { devDependencies: ["@integrations/connectwise-simulator"] },
      "packages/jobs": { devDependencies: ["@integrations/database"] },
      "packages/connectwise-simulator": { devDependencies: ["@integrations/jobs"] },
    });
    const { violations } = checkWalls(workspace.root);
    expect(violations.filter(({ rule }) => rule === "no-cycles").map(({ arrow }) => arrow)).toEqual([
      "@integrations/connectwise-simulator -> @integrations/jobs -> @integrations/database -> @integrations/connectwise-simulator",
    ]);
  });

  it("see into the script blocks of Vue files, with their lines", () => {
    const text = `<template>\n  <p>import "pg"</p>\n</template>\n<script setup lang="ts">\n\nimport "pg";\n</script>\n<style>a {}</style>`;
    using workspace = fixtureWorkspace({ "apps/web": { files: { "src/app.vue": text } } });
    expect(broken(workspace.root)).toEqual(["imports-are-declared apps/web/src/app.vue:6"]);
  });

  it("tell where, which arrow, why, and what to do instead", () => {
    using workspace = fixtureWorkspace({ "packages/core": { files: { "src/a.ts": `import "node:fs";` } } });
    expect(checkWalls(workspace.root).violations.map(formatViolation)).toEqual([
      [
        "packages/core/src/a.ts:1  core -> node:fs  [core-has-no-io]",
        "  Why:      The core has no input and output of its own: it runs in a browser, and its tests need no machine around it.",
        "  Instead:  Take the value as a parameter; the caller reads the clock, the file or the network.",
      ].join("\n"),
    ]);
  });

  it("find the packages of this repository", () => {
    const { packages } = readWorkspace(rootFolder);
    expect(packages.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining(["apps/server", "e2e", "packages/core", "packages/tooling"]),
    );
    expect(packages.find(({ folder }) => folder === "packages/tooling")?.files).toContain("src/walls/check-walls.test.ts");
  });
});

function uses(...names: readonly string[]): FixturePackage {
  const packages = names.map((name) => `@integrations/${name}`);
  return { dependencies: packages, files: { "src/index.ts": packages.map((name) => `import "${name}";`).join("\n") } };
}

function broken(root: string, rule?: string): readonly string[] {
  const { violations } = checkWalls(root);
  return violations.filter((each) => rule === undefined || each.rule === rule).map((each) => `${each.rule} ${each.file}:${each.line}`);
}
