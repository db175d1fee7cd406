import { defineConfig } from "@playwright/test";
import browserTests from "./playwright.config.ts";

/** `pnpm measure:typing`: how long the page is busy at a stretch while somebody types and scrolls, and how much it moves. */
export default defineConfig(browserTests, {
  testMatch: "**/*.measure.ts",
  reporter: "line",
  use: { trace: "off", screenshot: "off" },
});
