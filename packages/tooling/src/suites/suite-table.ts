import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../root-folder.ts";
import type { Suite } from "./suite.ts";
import { toolFile } from "./tool-file.ts";

/** Far beyond what a suite takes on a slow machine: these end a hang, and are no measure of speed. */
const CHECK_TIMEOUT_MS = 10 * 60_000;
const TESTS_TIMEOUT_MS = 20 * 60_000;

/** Every suite of `npm test`, in the order they run. The static ones are also `pnpm check`. A new suite is a new row. */
export const SUITES: readonly Suite[] = [
  checkSuite("types", "turbo", ["run", "typecheck", "--output-logs=errors-only", "--log-order=grouped", "--concurrency=2", "--continue"]),
  checkSuite("lint", "oxlint", ["--deny-warnings"]),
  checkSuite("format", "oxfmt", ["--check"]),
  { ...checkSuite("walls", "", []), command: () => [join(rootFolder, "packages/tooling/src/walls/main.ts")] },
  checkSuite("unused code", "knip", ["--no-progress", "--no-config-hints"]),
  { ...checkSuite("licences", "", []), command: () => [join(rootFolder, "packages/tooling/src/supply-chain/main.ts"), "licences"] },
  { ...checkSuite("audit", "", []), command: () => [join(rootFolder, "packages/tooling/src/supply-chain/main.ts"), "audit"] },
  { ...checkSuite("docs", "", []), command: () => [join(rootFolder, "apps/docs/src/build.ts")] },
  { ...checkSuite("page weight", "", []), command: () => [join(rootFolder, "apps/web/scripts/check-bundle.ts")] },
  vitestSuite("unit", "packages/*/src/**/*.test.ts"),
  vitestSuite("web", "apps/web/src/**/*.test.ts"),
  vitestSuite("contract", "{packages,apps}/*/src/**/*.contract.test.ts"),
  vitestSuite("integration", "{packages,apps,e2e}/**/src/**/*.integration.test.ts"),
  // The server of the browser tests serves what this leaves behind.
  { ...checkSuite("web build", "turbo", ["run", "build", "--filter=@integrations/web", "--output-logs=errors-only"]), kind: "running" },
  {
    name: "browser",
    kind: "running",
    counts: "playwright",
    command: () => [toolFile("@playwright/test", "playwright", "e2e"), "test", "--reporter=line,json"],
    env: (reportFile) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    folder: "e2e",
    timeoutMs: TESTS_TIMEOUT_MS,
    isPresent: () => existsSync(join(rootFolder, "e2e/playwright.config.ts")),
  },
];

function checkSuite(name: string, tool: string, toolArguments: readonly string[]): Suite {
  return {
    name,
    kind: "static",
    counts: "one",
    command: () => [toolFile(tool), ...toolArguments],
    timeoutMs: CHECK_TIMEOUT_MS,
    isPresent: () => true,
  };
}

/** A project of the root vitest.config.ts; present as soon as there is a file of its pattern. */
function vitestSuite(project: string, pattern: string): Suite {
  return {
    name: project,
    kind: "running",
    counts: "vitest",
    command: (reportFile) => [
      toolFile("vitest"),
      "run",
      `--project=${project}`,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
    ],
    timeoutMs: TESTS_TIMEOUT_MS,
    isPresent: () => globSync(pattern, { cwd: rootFolder, exclude: ["**/node_modules/**"] }).length > 0,
  };
}
