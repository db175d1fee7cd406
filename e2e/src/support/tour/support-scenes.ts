import { expect, type Page } from "@playwright/test";
import { holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showRequests(page: Page): Promise<void> {
  await page.goto("/support/requests");
  await expect(page.getByRole("button", { name: "Remove mapping of XtraMail for Harborline IT" })).toBeVisible();
}

export const supportScenes: readonly Scene[] = [
  {
    name: "support-partners",
    viewer: "support",
    show: async (page) => {
      await page.goto("/support");
      await expect(page.getByRole("link", { name: "Harborline IT", exact: true })).toBeVisible();
    },
  },
  {
    name: "support-partners-none-found",
    viewer: "support",
    isMinor: true,
    show: async (page) => {
      await page.goto("/support");
      await page.getByRole("searchbox").fill("nobody of this name");
      await expect(page.getByText("No partner matches")).toBeVisible();
    },
  },
  {
    name: "support-notifications",
    viewer: "support",
    isMinor: true,
    show: async (page) => {
      await page.goto("/support/partners/harborline/notifications");
      await expect(page.getByText("Each person of the account chooses")).toBeVisible();
      await expect(page.getByRole("listitem").filter({ hasText: "Test message" })).toBeVisible();
    },
  },
  { name: "support-requests", viewer: "support", show: showRequests },
  {
    name: "support-requests-loading",
    viewer: "support",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await holding(page, "support.unmapRequests");
      await page.goto("/support/requests");
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "support-clear-mapping",
    viewer: "support",
    show: async (page) => {
      await showRequests(page);
      await page.getByRole("button", { name: "Remove mapping of XtraMail for Harborline IT" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove mapping" }).click();
      await expect(page.getByText("A ticket reference is needed.")).toBeVisible();
    },
  },
  {
    name: "support-mapping",
    viewer: "support",
    show: async (page) => {
      await page.goto("/support/partners/harborline/integrations/connectwise-manage/mapping");
      await expect(page.getByRole("button", { name: "Remove mapping of XtraMail" })).toBeVisible();
    },
  },
  {
    name: "support-history",
    viewer: "support",
    isMinor: true,
    show: async (page) => {
      await page.goto("/support/partners/harborline/history");
      await expect(page.getByText("Changed the mapping of 7 services")).toBeVisible();
    },
  },
  {
    name: "support-partner-missing",
    viewer: "support",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await page.goto("/support/partners/nobody/integrations");
      await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
    },
  },
];
