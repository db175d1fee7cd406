import type { Page } from "@playwright/test";
import { expect, scenesOf, test, useColorScheme, VIEWERS, walk } from "../support/tour/tour-test.ts";
import { runAxe, type RunOnly } from "./run-axe.ts";

const WCAG_2_2_AA = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } as const satisfies RunOnly;
/** As tall as the longest form: what a bar that stays in place happens to half cover would be judged as too small to touch. */
const DESKTOP = { width: 1280, height: 1600 };
const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1920, height: 1080 };

/** The same elements stand in both modes; what they are painted in is all that differs. */
const COLOUR_RULES = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const satisfies RunOnly;
/** For a machine that has much else to do. */
const SCENE_TIMEOUT_MS = 15_000;

test.use({ viewport: DESKTOP });

for (const viewer of VIEWERS) {
  test(`every page and state that ${viewer} sees is accessible in both colour modes, and fits from 360 to 1920 pixels`, async ({
    page,
    world,
  }) => {
    const scenes = scenesOf(viewer).filter(({ isRepetition }) => isRepetition !== true);
    test.setTimeout(scenes.length * SCENE_TIMEOUT_MS);
    await walk({ page, world }, scenes, async ({ name }) => {
      expect.soft(await runAxe(page, WCAG_2_2_AA), `${name}, light`).toEqual([]);
      await page.setViewportSize(WIDE);
      await expectNoSidewaysScroll(page, `${name}, 1920 pixels`);
      await useColorScheme(page, "dark");
      expect.soft(await runAxe(page, COLOUR_RULES), `${name}, dark`).toEqual([]);
      await page.setViewportSize(PHONE);
      await expectNoSidewaysScroll(page, `${name}, 360 pixels`);
      await useColorScheme(page, "light");
      await page.setViewportSize(DESKTOP);
    });
  });
}

async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  // A page follows its window a moment later; one that is too wide stays so.
  await expect
    .configure({ soft: true })
    .poll(() => page.evaluate(findTooWide), { message: where, timeout: 3_000 })
    .toEqual([]);
}

/** Runs in the page. What sticks out at its right, where anything does; text that does so may have no element to tell. */
function findTooWide(): string[] {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= window.innerWidth) return [];
  const beyond = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > window.innerWidth);
  return [
    `${scrollWidth} of ${window.innerWidth} pixels`,
    ...beyond.slice(0, 5).map((each) => (each.cloneNode(false) as Element).outerHTML),
  ];
}
