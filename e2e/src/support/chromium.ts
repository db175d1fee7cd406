import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";
import packedChromium from "@sparticuz/chromium";

// Nothing of the browser itself may reach for the network while the tests run.
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"];

/**
 * Playwright's own Chromium where it is installed, else the one that comes inside a package, so that no machine has to fetch
 * a browser.
 */
export async function chromiumLaunchOptions(): Promise<LaunchOptions> {
  if (existsSync(chromium.executablePath())) return { args: QUIET };
  return {
    executablePath: await packedChromium.executablePath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none", ...QUIET],
  };
}
