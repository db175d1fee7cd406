import { expect, type Page } from "@playwright/test";
import { TAB } from "../screens.ts";
import { failing } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showUnbilled(page: Page): Promise<void> {
  await page.goto(TAB.unbilled);
  await expect(page.getByRole("heading", { name: "Services with no product" })).toBeVisible();
}

export const unbilledScenes: readonly Scene[] = [
  { name: "unbilled", viewer: "harborline", show: showUnbilled },
  { name: "unbilled-long-names", viewer: "wolfe", show: showUnbilled },
  {
    name: "unbilled-failed",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await failing(page, "customers.unbilledSummary");
      await page.goto(TAB.unbilled);
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  },
];
