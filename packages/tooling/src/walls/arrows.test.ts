import { describe, expect, it } from "vitest";
import { FORBIDDEN_ARROWS, type ArrowId } from "./arrows.ts";
import { checkWalls } from "./check-walls.ts";
import { fixtureWorkspace, packageNameOf, type FixturePackage } from "./testing/fixture-workspace.ts";

/** For each row an arrow it alone forbids: from a package's folder to another one's, or to a module from outside. */
const EXAMPLES = {
  "trials-start-programs": ["e2e", "apps/server"],
  "nothing-imports-an-app": ["packages/services", "apps/worker"],
  "nothing-imports-tooling": ["apps/server", "packages/tooling"],
  "core-knows-no-package": ["packages/core", "packages/jobs"],
  "core-has-zod-only": ["packages/core", "npm:kysely"],
  "core-has-no-io": ["packages/core", "node:fs"],
  "only-apps-choose-providers": ["packages/services", "packages/providers"],
  "database-knows-no-use-case": ["packages/database", "packages/services"],
  "database-knows-core-only": ["packages/database", "packages/provider-kit"],
  "jobs-do-not-run-themselves": ["packages/jobs", "packages/services"],
  "jobs-know-core-only": ["packages/jobs", "packages/database"],
  "services-know-no-api": ["packages/services", "packages/api"],
  "services-know-no-provider": ["packages/services", "packages/provider-acme"],
  "services-arrows": ["packages/services", "packages/connectwise-simulator"],
  "api-goes-through-services": ["packages/api", "packages/database"],
  "api-knows-no-provider": ["packages/api", "packages/provider-kit"],
  "api-arrows": ["packages/api", "packages/connectwise-simulator"],
  "kit-knows-core-only": ["packages/provider-kit", "packages/database"],
  "providers-stand-alone": ["packages/provider-acme", "packages/provider-other"],
  "providers-store-nothing": ["packages/provider-acme", "packages/database"],
  "providers-arrows": ["packages/provider-acme", "packages/connectwise-simulator"],
  "providers-use-their-context": ["packages/provider-acme", "node:https"],
  "the-list-is-only-a-list": ["packages/providers", "packages/provider-kit"],
  "metrics-know-nobody": ["packages/metrics", "packages/database"],
  "the-simulator-is-a-witness": ["packages/connectwise-simulator", "packages/provider-acme"],
  "the-simulator-kit-knows-nobody": ["packages/simulator-kit", "packages/core"],
  "simulators-alone-use-their-kit": ["apps/server", "packages/simulator-kit"],
  "tooling-stands-outside": ["packages/tooling", "packages/core"],
  "web-takes-types-from-api": ["apps/web", "packages/api"],
  "web-arrows": ["apps/web", "packages/services"],
  "programs-take-the-list": ["apps/worker", "packages/provider-acme"],
  "worker-has-no-api": ["apps/worker", "packages/api"],
  "docs-read-declarations": ["apps/docs", "packages/services"],
} as const satisfies Record<ArrowId, readonly [from: string, to: string]>;

const rows = FORBIDDEN_ARROWS.map((row) => ({ row, from: EXAMPLES[row.id][0], to: EXAMPLES[row.id][1] }));

describe.each(rows)("the row $row.id", ({ row, from, to }) => {
  const specifier = /^(?:npm|node):/.test(to) ? to.replace(/^npm:/, "") : packageNameOf(to);
  const isOfOurs = to.includes("/");

  const statements = {
    "static import": `import { x } from "${specifier}";\nx();`,
    "import for its effect": `import "${specifier}";`,
    "re-export": `export { x } from "${specifier}";`,
    "dynamic import": `export const x = await import("${specifier}");`,
    "inline type import, which loads the module": `import { type X } from "${specifier}";\nexport type Y = X;`,
  };

  it.each(Object.entries(statements))("forbids a %s", (_, statement) => {
    expect(rulesBroken(from, to, { files: { "src/index.ts": `\n${statement}` } })).toContainEqual({
      rule: row.id,
      file: `${from}/src/index.ts`,
      line: 2,
    });
  });

  it("tells a type import by what the row says of types", () => {
    const statement = {
      files: { "src/index.ts": `import type { X } from "${specifier}";\nexport type Y = import("${specifier}").Y | X;` },
    };
    const broken = rulesBroken(from, to, statement).filter(({ rule }) => rule === row.id);
    expect(broken.map(({ line }) => line)).toEqual("typesAllowed" in row ? [] : [1, 2]);
  });

  if (isOfOurs && !("typesAllowed" in row) && !("mayDeclare" in row)) {
    it("forbids the dependency in package.json", () => {
      expect(rulesBroken(from, to, { dependencies: [specifier] })).toContainEqual({ rule: row.id, file: `${from}/package.json`, line: 7 });
    });
  }

  it(`${row.holds === "source" ? "leaves" : "does not leave"} tests and their dependencies alone`, () => {
    const tests = { devDependencies: [specifier], files: { "src/x.test.ts": `import "${specifier}";` } };
    const broken = rulesBroken(from, to, tests).filter(({ rule }) => rule === row.id);
    expect(broken.map(({ file }) => file).includes(`${from}/src/x.test.ts`)).toBe(row.holds === "everywhere");
  });

  it("says why and what to do instead, in sentences", () => {
    expect(row.reason).toMatch(/^[A-Z].{30,}\.$/);
    expect(row.instead).toMatch(/^[A-Z].{15,}\.$/);
  });
});

function rulesBroken(from: string, to: string, near: FixturePackage): Array<{ rule: string; file: string; line: number }> {
  const far = to.includes("/") ? { [to]: { files: { "src/index.ts": "export const x = 1;" } } } : {};
  using workspace = fixtureWorkspace({ [from]: near, ...far });
  return checkWalls(workspace.root).violations.map(({ rule, file, line }) => ({ rule, file, line }));
}
