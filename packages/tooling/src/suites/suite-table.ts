import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../root-folder.ts";
import type { Suite } from "./suite.ts";
import { toolFile } from "./tool-file.ts";

const MINUTE_MS = 60_000;

/** Every suite of `npm test`, in the order they run. The static ones are also `pnpm check`. A new suite is a new row. */
export const SUITES: readonly Suite[] = [
  {
    ...checkSuite("types", "turbo", [
      "run",
      "typecheck",
      "--output-logs=errors-only",
      "--log-order=grouped",
      "--concurrency=2",
      "--continue",
    ]),
    timeoutMs: 10 * MINUTE_MS,
  },
  checkSuite("lint", "oxlint", ["--deny-warnings"]),
  checkSuite("format", "oxfmt", ["--check"]),
  { ...checkSuite("walls", "", []), command: () => [join(rootFolder, "packages/tooling/src/walls/main.ts")] },
  checkSuite("unused code", "knip", ["--no-progress", "--no-config-hints"]),
  vitestSuite("unit", "packages/*/src/**/*.test.ts", 3 * MINUTE_MS),
  vitestSuite("web", "apps/web/src/**/*.test.ts", 3 * MINUTE_MS),
  vitestSuite("contract", "{packages,apps}/*/src/**/*.contract.test.ts", 3 * MINUTE_MS),
  vitestSuite("integration", "{packages,apps,e2e}/**/src/**/*.integration.test.ts", 8 * MINUTE_MS),
  {
    name: "browser",
    kind: "running",
    counts: "playwright",
    command: () => [toolFile("@playwright/test", "playwright", "e2e"), "test", "--reporter=line,json"],
    env: (reportFile) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
    folder: "e2e",
    timeoutMs: 8 * MINUTE_MS,
    isPresent: () => existsSync(join(rootFolder, "e2e/playwright.config.ts")),
  },
];

function checkSuite(name: string, tool: string, toolArguments: readonly string[]): Suite {
  return {
    name,
    kind: "static",
    counts: "one",
    command: () => [toolFile(tool), ...toolArguments],
    timeoutMs: 5 * MINUTE_MS,
    isPresent: () => true,
  };
}

/** A project of the root vitest.config.ts; present as soon as there is a file of its pattern. */
function vitestSuite(project: string, pattern: string, timeoutMs: number): Suite {
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
    timeoutMs,
    isPresent: () => globSync(pattern, { cwd: rootFolder, exclude: ["**/node_modules/**"] }).length > 0,
  };
}
