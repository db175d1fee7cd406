import { expect, type Page } from "@playwright/test";
import { notice, TAB } from "../screens.ts";
import { failing, holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showRun(page: Page, runId: string, shown: string): Promise<void> {
  await page.goto(`${TAB.activity}/${runId}`);
  await expect(page.getByRole("main").getByText(shown, { exact: true }).first()).toBeVisible();
}

export const runScenes: readonly Scene[] = [
  {
    name: "activity",
    viewer: "harborline",
    show: async (page) => {
      await page.goto(TAB.activity);
      await expect(page.getByRole("link", { name: /^Nightly update/ })).toBeVisible();
    },
  },
  {
    name: "activity-paused",
    viewer: "pinebrook",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await page.goto(TAB.activity);
      await expect(page.getByRole("link", { name: /^Nightly update/ })).toBeVisible();
    },
  },
  {
    name: "activity-loading",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await holding(page, "runs.list");
      await page.goto(TAB.activity);
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "run-with-problems",
    viewer: "harborline",
    show: async (page, { nightRunId }) => {
      await showRun(page, nightRunId, "With problems");
      await expect(page.getByRole("row").nth(1)).toBeVisible();
    },
  },
  { name: "run-preview", viewer: "harborline", show: (page, { previewRunId }) => showRun(page, previewRunId, "Would be set") },
  { name: "run-held", viewer: "copperfield", show: (page, { heldRunId }) => showRun(page, heldRunId, "Held") },
  { name: "run-failed", viewer: "tamarack", show: (page, { failedRunId }) => showRun(page, failedRunId, "Failed") },
  {
    name: "run-long-names",
    viewer: "wolfe",
    show: async (page) => {
      await page.goto(TAB.activity);
      await page.getByRole("link", { name: /^Nightly update/ }).click();
      await expect(page.getByRole("row").nth(1)).toBeVisible();
    },
  },
  {
    name: "run-loading",
    viewer: "harborline",
    isMinor: true,
    show: async (page, { nightRunId }) => {
      await holding(page, "runs.get");
      await page.goto(`${TAB.activity}/${nightRunId}`);
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "run-missing",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await page.goto(`${TAB.activity}/00000000-0000-4000-8000-000000000000`);
      await expect(
        page
          .getByText("Go to the start page")
          .or(page.getByRole("link", { name: "All updates" }))
          .first(),
      ).toBeVisible();
    },
  },
  {
    name: "run-not-started",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await failing(page, "runs.start");
      await page.goto(TAB.activity);
      await page.getByRole("button", { name: "Update now" }).click();
      await expect(notice(page, "The update could not be started")).toBeVisible();
    },
  },
  {
    name: "run-running",
    viewer: "harborline",
    show: async (page, world) => {
      world.holdWrites();
      await page.goto(TAB.activity);
      await page.getByRole("button", { name: "Update now" }).click();
      await expect(page.getByText(/^Setting quantities: 0 of \d+$/).first()).toBeVisible();
    },
    leave: (world) => world.letWritesGo(),
  },
];
