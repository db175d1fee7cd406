import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import browserTests from "./playwright.config.ts";

/** `pnpm screenshots`: pictures of every page and state, for people to look at. Compares nothing. */
export default defineConfig(browserTests, {
  testMatch: "**/*.screenshots.ts",
  metadata: { pictures: fileURLToPath(new URL("screenshots", import.meta.url)) },
  use: { trace: "off", screenshot: "off" },
});
