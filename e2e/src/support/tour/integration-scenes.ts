import { expect, type Page } from "@playwright/test";
import { failing, holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showIntegrations(page: Page, shown: string): Promise<void> {
  await page.goto("/integrations");
  await expect(page.getByRole("main").getByText(shown, { exact: true }).first()).toBeVisible();
}

/** The start page, the history of changes, and what stands around every page. */
export const integrationScenes: readonly Scene[] = [
  { name: "integrations", viewer: "harborline", show: (page) => showIntegrations(page, "Active") },
  { name: "integrations-none-active", viewer: "lakeview", show: (page) => showIntegrations(page, "No integration is active yet") },
  { name: "integrations-attention", viewer: "tamarack", show: (page) => showIntegrations(page, "Needs attention") },
  { name: "integrations-paused", viewer: "pinebrook", isMinor: true, isRepetition: true, show: (page) => showIntegrations(page, "Paused") },
  { name: "integrations-held", viewer: "copperfield", isMinor: true, isRepetition: true, show: (page) => showIntegrations(page, "Active") },
  { name: "integrations-long-names", viewer: "wolfe", isMinor: true, show: (page) => showIntegrations(page, "Active") },
  {
    name: "integrations-loading",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await holding(page, "integrations.list");
      await page.goto("/integrations");
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "integrations-failed",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await failing(page, "integrations.list");
      await page.goto("/integrations");
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  },
  {
    name: "account-menu",
    viewer: "harborline",
    show: async (page) => {
      await showIntegrations(page, "Active");
      await page.getByRole("button", { name: /^Account of/ }).click();
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
    },
  },
  {
    name: "history",
    viewer: "harborline",
    show: async (page) => {
      await page.goto("/history");
      await expect(page.getByText("CloudFilter: Not Assigned → CLOUDFILTER")).toBeVisible();
    },
  },
  {
    name: "history-long-names",
    viewer: "wolfe",
    isMinor: true,
    show: async (page) => {
      await page.goto("/history");
      await expect(page.getByText("Changed the mapping of 2 services")).toBeVisible();
    },
  },
  {
    name: "history-failed",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await failing(page, "audit.list");
      await page.goto("/history");
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  },
  {
    name: "history-loading",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await holding(page, "audit.list");
      await page.goto("/history");
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "not-found",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await page.goto("/nowhere/at-all");
      await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
    },
  },
  {
    name: "session-ended",
    viewer: "harborline",
    show: async (page) => {
      await showIntegrations(page, "Active");
      await page.route("**/trpc/**", (route) => route.fulfill({ status: 401, json: { error: { message: "", code: -32_001, data: {} } } }));
      await page.route("**/token", (route) => route.abort());
      await page.getByRole("link", { name: "Activity of ConnectWise Manage" }).click();
      await expect(page.getByRole("dialog", { name: "Your session has ended" })).toBeVisible();
    },
  },
];
