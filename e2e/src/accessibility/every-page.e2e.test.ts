import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, scenesOf, test, useColorScheme, VIEWERS, walk } from "../support/tour/tour-test.ts";

const WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1920, height: 1080 };

/** The same elements stand in both modes; what they are painted in is all that differs. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
/** For a machine that has much else to do. */
const SCENE_TIMEOUT_MS = 15_000;

for (const viewer of VIEWERS) {
  test(`every page and state that ${viewer} sees is accessible in both colour modes, and fits from 360 to 1920 pixels`, async ({
    page,
    world,
  }) => {
    const scenes = scenesOf(viewer).filter(({ isRepetition }) => isRepetition !== true);
    test.setTimeout(scenes.length * SCENE_TIMEOUT_MS);
    await walk({ page, world }, scenes, async ({ name }) => {
      await expectNoViolations(page, axe(page).withTags(WCAG_2_2_AA), `${name}, light`);
      await page.setViewportSize(WIDE);
      await expectNoSidewaysScroll(page, `${name}, 1920 pixels`);
      await useColorScheme(page, "dark");
      await expectNoViolations(page, axe(page).withRules(COLOUR_RULES), `${name}, dark`);
      await page.setViewportSize(PHONE);
      await expectNoSidewaysScroll(page, `${name}, 360 pixels`);
      await useColorScheme(page, "light");
      await page.setViewportSize(DESKTOP);
    });
  });
}

/** The page has no frames of other origins, so that nothing has to be collected in a page of its own. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
}

/** Runs in the page. Colours that are on their way from one mode to the other are in neither. */
async function settled(): Promise<void> {
  const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(transitions.map(({ finished }) => finished));
}

/** Everything that is wrong is told before the test ends. */
async function expectNoViolations(page: Page, builder: AxeBuilder, where: string): Promise<void> {
  await page.evaluate(settled);
  const { violations } = await builder.analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n    ${target.join(" ")}\n    ${failureSummary ?? ""}`),
  );
  expect.soft(found, where).toEqual([]);
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
