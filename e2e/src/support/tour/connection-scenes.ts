import { expect, type Page } from "@playwright/test";
import { fillKeys, notice, TAB } from "../screens.ts";
import { holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showStored(page: Page): Promise<void> {
  await page.goto(TAB.connection);
  await expect(page.getByRole("heading", { name: "Connection settings" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Pause or remove" })).toBeVisible();
}

async function showNew(page: Page): Promise<void> {
  await page.goto(TAB.connection);
  await expect(page.getByRole("heading", { name: "Enable ConnectWise Manage" })).toBeVisible();
}

export const connectionScenes: readonly Scene[] = [
  { name: "connection", viewer: "harborline", show: showStored },
  { name: "connection-new", viewer: "lakeview", show: showNew },
  {
    name: "connection-loading",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await holding(page, "connection.get");
      await page.goto(TAB.connection);
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "connection-custom-site-with-errors",
    viewer: "lakeview",
    show: async (page) => {
      await showNew(page);
      await page.getByRole("checkbox", { name: "Use a custom ConnectWise site" }).click();
      await page.getByRole("button", { name: "Check and enable" }).click();
      await expect(page.getByText("Private key is missing.")).toBeVisible();
    },
  },
  {
    name: "connection-wrong-keys",
    viewer: "lakeview",
    show: async (page, { partners }) => {
      await showNew(page);
      await fillKeys(page, { ...partners.lakeview.keys, privateKey: "not-this-one" });
      await page.getByRole("button", { name: "Check access" }).click();
      await expect(page.getByText("The check did not pass")).toBeVisible();
    },
  },
  {
    name: "connection-checked",
    viewer: "lakeview",
    show: async (page, { partners }) => {
      await showNew(page);
      await fillKeys(page, partners.lakeview.keys);
      await page.getByRole("button", { name: "Check access" }).click();
      await expect(page.getByText("The keys work")).toBeVisible();
    },
  },
  {
    name: "connection-key-replaced",
    viewer: "harborline",
    show: async (page) => {
      await showStored(page);
      await page.getByRole("button", { name: "Replace Private key" }).click();
      await page.getByLabel("Private key", { exact: true }).fill("a-new-key");
      await expect(page.getByText("1 unsaved change", { exact: true })).toBeVisible();
    },
  },
  {
    name: "connection-remove",
    viewer: "harborline",
    show: async (page) => {
      await showStored(page);
      await page.getByRole("button", { name: "Remove", exact: true }).click();
      await expect(page.getByRole("dialog", { name: "Remove ConnectWise Manage?" })).toBeVisible();
    },
  },
  {
    name: "connection-limits",
    viewer: "harborline",
    show: async (page) => {
      await showStored(page);
      await page.getByRole("button", { name: "Change limits" }).click();
      await page.getByLabel("Calls at once").fill("1000");
      await page.getByRole("button", { name: "Save limits" }).click();
      await expect(page.getByText("A whole number from 1 to 100.")).toBeVisible();
    },
  },
  {
    name: "connection-limits-saved",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await showStored(page);
      await page.getByRole("button", { name: "Change limits" }).click();
      await page.getByRole("button", { name: "Save limits" }).click();
      await expect(notice(page, "Limits of ConnectWise Manage saved")).toBeVisible();
    },
  },
  { name: "connection-attention", viewer: "tamarack", show: showStored },
  { name: "connection-paused", viewer: "pinebrook", isMinor: true, show: showStored },
];
