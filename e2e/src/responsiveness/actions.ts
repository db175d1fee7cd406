import { expect, type Page } from "@playwright/test";
import { productOf, TAB } from "../support/screens.ts";

/** What is measured: a page is made ready, then somebody does something on it. */
export interface MeasuredAction {
  readonly name: string;
  ready(page: Page): Promise<void>;
  act(page: Page): Promise<void>;
}

export async function showCustomers(page: Page): Promise<void> {
  await page.goto(TAB.customers);
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.waitForLoadState("networkidle");
}

/** Scrolls on until this row is in sight; further pages are fetched on the way. Looks at the page as briefly as can be. */
export async function scrollUntil(page: Page, row: number): Promise<void> {
  await page.mouse.move(600, 500);
  await expect(async () => {
    await page.mouse.wheel(0, 2_000);
    const last = await page.evaluate(() => {
      const rows = document.querySelectorAll<HTMLElement>("tr[data-index]");
      return Number(rows.item(rows.length - 1)?.dataset["index"] ?? "0");
    });
    expect(last).toBeGreaterThanOrEqual(row);
  }).toPass({ intervals: [16], timeout: 60_000 });
}

export const ACTIONS: readonly MeasuredAction[] = [
  {
    name: "mapping: type in the dropdown of a service",
    ready: async (page) => {
      await page.goto(TAB.mapping);
      await productOf(page, "SafeSend").click();
      await expect(page.getByRole("listbox").getByRole("option").nth(3)).toBeVisible();
    },
    act: async (page) => {
      await page.getByRole("combobox", { name: "Search products" }).pressSequentially("cloudmail hosted", { delay: 40 });
      await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
    },
  },
  {
    name: "mapping: open the dropdown",
    ready: async (page) => {
      await page.goto(TAB.mapping);
      await expect(productOf(page, "SafeSend")).toBeVisible();
      await page.waitForLoadState("networkidle");
    },
    act: async (page) => {
      await productOf(page, "SafeSend").click();
      await expect(page.getByRole("listbox").getByRole("option").nth(3)).toBeVisible();
    },
  },
  {
    name: "customers: type in the search",
    ready: showCustomers,
    act: async (page) => {
      await page.getByRole("searchbox").pressSequentially("customer 09", { delay: 40 });
      await expect(page.getByRole("row").nth(1)).toContainText("Customer 090");
    },
  },
  {
    name: "customers: clear the search",
    ready: async (page) => {
      await page.goto(`${TAB.customers}?search=customer+09`);
      await expect(page.getByRole("row").nth(1)).toContainText("Customer 090");
    },
    act: async (page) => {
      await page.getByRole("searchbox").fill("");
      await expect(page.getByRole("row").nth(1)).toContainText("Customer 00000");
    },
  },
  { name: "customers: scroll through 2,000", ready: showCustomers, act: (page) => scrollUntil(page, 2_000) },
  {
    name: "customers: type after scrolling through 2,000",
    ready: async (page) => {
      await showCustomers(page);
      await scrollUntil(page, 2_000);
      await page.evaluate(() => window.scrollTo(0, 0));
    },
    act: async (page) => {
      await page.getByRole("searchbox").pressSequentially("customer 09", { delay: 40 });
      await expect(page.getByRole("row").nth(1)).toContainText("Customer 090");
    },
  },
];
