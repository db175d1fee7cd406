import { expect, type Page } from "@playwright/test";
import { chooseProduct, productOf, TAB } from "../screens.ts";
import { failing, holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showMapping(page: Page): Promise<void> {
  await page.goto(TAB.mapping);
  await expect(page.getByRole("button", { name: /^Product for / })).toHaveCount(10);
}

export const mappingScenes: readonly Scene[] = [
  { name: "mapping", viewer: "harborline", show: showMapping },
  { name: "mapping-long-names", viewer: "wolfe", show: showMapping },
  {
    name: "mapping-not-enabled",
    viewer: "lakeview",
    isMinor: true,
    show: async (page) => {
      await page.goto(TAB.mapping);
      await expect(page.getByText("Enable ConnectWise Manage first")).toBeVisible();
    },
  },
  {
    name: "mapping-dropdown",
    viewer: "harborline",
    show: async (page) => {
      await showMapping(page);
      await productOf(page, "SafeSend").click();
      await page.getByRole("combobox", { name: "Search products" }).fill("mail");
      await expect(page.getByRole("option", { name: /^CLOUDMAIL / })).toBeVisible();
      await expect(page.getByRole("option", { name: /^BDR/ })).toHaveCount(0);
    },
  },
  {
    name: "mapping-dropdown-nothing-found",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await showMapping(page);
      await productOf(page, "SafeSend").click();
      await page.getByRole("combobox", { name: "Search products" }).fill("no such thing");
      await expect(page.getByText("No product matches this text.").first()).toBeVisible();
    },
  },
  {
    name: "mapping-unsaved",
    viewer: "harborline",
    show: async (page) => {
      await showMapping(page);
      await chooseProduct(page, "CloudFilter", "CLOUDFILTER-EDU");
      await expect(page.getByText("1 unsaved change")).toBeVisible();
    },
  },
  {
    name: "mapping-conflict",
    viewer: "copperfield",
    show: async (page, { partners }) => {
      await showMapping(page);
      await chooseProduct(page, "Shield", "BRACKET");
      const products = partners.copperfield.tenant.data.products();
      const productId = String(products.find(({ identifier }) => identifier === "SECURESTORE")?.id);
      const assignments = [{ service: "shield", productId }];
      await partners.copperfield.api.mutate("mapping.save", { providerId: "connectwise-manage", assignments });
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Somebody else changed the mapping meanwhile")).toBeVisible();
    },
  },
  {
    name: "mapping-leave",
    viewer: "harborline",
    show: async (page) => {
      await showMapping(page);
      await chooseProduct(page, "CloudFilter", "CLOUDFILTER-EDU");
      await page.getByRole("link", { name: "Customers", exact: true }).click();
      await expect(page.getByRole("dialog", { name: "Leave without saving?" })).toBeVisible();
    },
  },
  {
    name: "mapping-ask-support",
    viewer: "harborline",
    show: async (page) => {
      await showMapping(page);
      await page.getByRole("button", { name: "Ask support to remove it: Bracket" }).click();
      await expect(page.getByRole("dialog", { name: "Ask support to remove the mapping of Bracket" })).toBeVisible();
    },
  },
  {
    name: "mapping-loading",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await holding(page, "mapping.list");
      await page.goto(TAB.mapping);
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "mapping-failed",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await failing(page, "mapping.list");
      await page.goto(TAB.mapping);
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  },
];
