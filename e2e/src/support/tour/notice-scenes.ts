import { expect, type Page } from "@playwright/test";
import { holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showNotifications(page: Page): Promise<void> {
  await page.goto("/notifications");
  await expect(page.getByRole("button", { name: "Send me a test" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What was sent" })).toBeVisible();
}

export const noticeScenes: readonly Scene[] = [
  {
    name: "notifications",
    viewer: "harborline",
    show: async (page) => {
      await showNotifications(page);
      await expect(page.getByText("https://hooks.harborline.example/integrations")).toBeVisible();
      await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Test message" })).toBeVisible();
    },
  },
  {
    name: "notifications-loading",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await holding(page, "notices.get");
      await page.goto("/notifications");
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "notifications-webhook",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await showNotifications(page);
      await page.getByRole("button", { name: "Change the webhook of ConnectWise Manage" }).click();
      await expect(page.getByRole("dialog", { name: "Webhook of ConnectWise Manage" })).toBeVisible();
    },
  },
  {
    name: "notifications-secret",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await showNotifications(page);
      await page.getByRole("button", { name: "Replace secret of the webhook of ConnectWise Manage" }).click();
      await expect(page.getByRole("dialog", { name: "Signing secret" })).toBeVisible();
    },
  },
  {
    name: "notifications-empty",
    viewer: "lakeview",
    isMinor: true,
    show: async (page) => {
      await showNotifications(page);
      await expect(page.getByText("Nothing was sent yet")).toBeVisible();
    },
  },
  {
    name: "notifications-not-confirmed",
    viewer: "lakeview",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await page.goto("/notifications/confirm#not-a-good-link");
      await expect(page.getByRole("heading", { name: "The address could not be confirmed" })).toBeVisible();
    },
  },
];
