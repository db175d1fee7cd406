import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { scenesOf, test, useColorScheme, VIEWERS, walk } from "../support/tour/tour-test.ts";
import type { Scene } from "../support/tour/tour.ts";

const HEIGHTS = { 360: 740, 768: 1024, 1280: 800, 1920: 1080 } as const;
type Width = keyof typeof HEIGHTS;

interface Picture {
  readonly width: Width;
  readonly colorScheme: "light" | "dark";
}

const BOTH = ["light", "dark"] as const;
const MAIN: readonly Picture[] = [
  ...BOTH.flatMap((colorScheme) => ([1280, 360, 1920] as const).map((width) => ({ width, colorScheme }))),
  { width: 768, colorScheme: "light" },
];
const MINOR: readonly Picture[] = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
];

const SCENE_TIMEOUT_MS = 60_000;

for (const viewer of VIEWERS) {
  test(`pictures of what ${viewer} sees`, async ({ page, world }, { config }) => {
    const folder = String(config.metadata["pictures"]);
    const scenes = scenesOf(viewer);
    test.setTimeout(scenes.length * SCENE_TIMEOUT_MS);
    await walk({ page, world }, scenes, async (scene) => {
      // What an earlier run left of this scene would be taken for today's.
      await rm(join(folder, scene.name), { recursive: true, force: true });
      for (const picture of scene.isMinor === true ? MINOR : MAIN) await take(page, scene, picture, folder);
      await useColorScheme(page, "light");
      await page.setViewportSize({ width: 1280, height: HEIGHTS[1280] });
    });
  });
}

async function take(page: Page, { name }: Scene, { width, colorScheme }: Picture, folder: string): Promise<void> {
  await useColorScheme(page, colorScheme);
  await page.setViewportSize({ width, height: HEIGHTS[width] });
  // A dialog and what hangs on a button belong to the window, everything else to the page.
  const isOverlaid = (await page.locator('[role="dialog"], [role="listbox"], :popover-open').count()) > 0;
  if (!isOverlaid) await showWhole(page, width);
  await page.screenshot({ path: join(folder, name, `${width}-${colorScheme}.png`), animations: "disabled" });
}

/** As tall a window as the page: a table has rows only where the window is, and a bar at the bottom of it lies over none. */
async function showWhole(page: Page, width: Width): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
  let height: number = HEIGHTS[width];
  for (;;) {
    const needed = await page.evaluate(
      () =>
        new Promise<number>((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.documentElement.scrollHeight))),
        ),
    );
    if (needed <= height) return;
    height = needed;
    await page.setViewportSize({ width, height });
  }
}
