import type { Page } from "@playwright/test";
import { TOUR_PARTNERS } from "../accounts.ts";
import { test as stackTest } from "../browser-stack.ts";
import { buildTourWorld, type TourWorld } from "./tour-world.ts";
import { SCENES, type Scene, type Viewer } from "./tour.ts";

interface WorkerFixtures {
  readonly world: TourWorld;
}

/** A test that walks through every page; the partners in their states are there for all tests of a worker. */
export const test = stackTest.extend<object, WorkerFixtures>({
  world: [
    async ({ stack }, use) => {
      await use(await buildTourWorld(stack));
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

export const VIEWERS: readonly Viewer[] = [...new Set(SCENES.map(({ viewer }) => viewer))];

export function scenesOf(viewer: Viewer): readonly Scene[] {
  return SCENES.filter((each) => each.viewer === viewer);
}

/** Shows scenes of one viewer in one tab, signed in once. */
export async function walk(
  { page, world }: { readonly page: Page; readonly world: TourWorld },
  scenes: readonly Scene[],
  look: (scene: Scene) => Promise<void>,
): Promise<void> {
  await useColorScheme(page, "light");
  await signIn(page, world, scenes[0]?.viewer ?? "nobody");
  for (const scene of scenes) {
    await scene.show(page, world);
    await look(scene);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    scene.leave?.(world);
  }
}

async function signIn(page: Page, world: TourWorld, viewer: Viewer): Promise<void> {
  if (viewer === "nobody") return;
  const name = viewer === "support" ? world.supportName : TOUR_PARTNERS[viewer].person;
  await page.goto("/");
  await page.getByRole("button", { name: new RegExp(`^${name} `) }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/interaction") && !url.pathname.startsWith("/sign-in"));
}

/** The page follows at once. Nothing fades: colours on their way would be judged, or drawn, half way. */
export async function useColorScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
}

export { expect } from "@playwright/test";
