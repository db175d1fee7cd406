import { existsSync } from "node:fs";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const GROUPS = "{packages,apps}/*/src/**";
const OTHER_SUFFIXES = ["contract", "integration", "e2e"];
const EXCLUDED = ["**/node_modules/**", "**/dist/**", "apps/web/**"];

/** Starts one throw-away PostgreSQL for the whole project and provides its admin URL as `postgresUrl`. */
const POSTGRES_SETUP = "packages/database/src/testing/global-setup.ts";

const projects: TestProjectInlineConfiguration[] = [
  {
    test: {
      name: "unit",
      include: [`${GROUPS}/*.test.ts`, "e2e/src/**/*.test.ts"],
      exclude: [...EXCLUDED, ...OTHER_SUFFIXES.map((suffix) => `**/*.${suffix}.test.ts`)],
      testTimeout: 10_000,
    },
  },
  {
    test: {
      name: "contract",
      include: [`${GROUPS}/*.contract.test.ts`],
      exclude: EXCLUDED,
      testTimeout: 30_000,
      hookTimeout: 30_000,
    },
  },
  {
    test: {
      name: "integration",
      include: [`${GROUPS}/*.integration.test.ts`, "e2e/src/**/*.integration.test.ts"],
      exclude: EXCLUDED,
      globalSetup: existsSync(new URL(POSTGRES_SETUP, import.meta.url)) ? [POSTGRES_SETUP] : [],
      // Each test has a database of its own; the time is for a busy machine, not a thing to tune.
      testTimeout: 60_000,
      hookTimeout: 120_000,
      // Its tests wait for a database as often as they work: a third one uses what two leave of two cores.
      maxWorkers: 3,
    },
  },
];

export default defineConfig({
  test: {
    // The web UI brings its own build and a browser's globals.
    projects: [...projects, "apps/web/vitest.config.ts"],
    pool: "forks",
    maxWorkers: 2,
    teardownTimeout: 30_000,
    passWithNoTests: false,
    // A race is a fault to repair, never one to hide.
    retry: 0,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
