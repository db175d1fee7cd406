import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./src/support/chromium.ts";

export default defineConfig({
  testDir: "src",
  testMatch: "**/*.e2e.test.ts",
  // One stack serves all tests of a worker, and two cores carry one stack.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: "test-results",
  use: {
    launchOptions: await chromiumLaunchOptions(),
    // A trace takes more time than the test it is of; where one is needed: `--trace on`.
    trace: "off",
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 800 },
  },
});
