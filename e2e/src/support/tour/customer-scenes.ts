import { expect, type Page } from "@playwright/test";
import { chooseCompany, searchCompany, TAB } from "../screens.ts";
import { failing, holding } from "./interrupt.ts";
import type { Scene } from "./tour.ts";

async function showCustomers(page: Page, query = ""): Promise<void> {
  await page.goto(`${TAB.customers}${query}`);
  await expect(page.getByRole("row").nth(1)).toBeVisible();
}

async function showCustomer(page: Page, id: string, shown: string): Promise<void> {
  await page.goto(`/customers/${encodeURIComponent(id)}/connectwise-manage`);
  await expect(page.getByRole("heading", { name: shown })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Assignment in ConnectWise Manage" })).toBeVisible();
}

export const customerScenes: readonly Scene[] = [
  { name: "customers", viewer: "harborline", show: (page) => showCustomers(page) },
  { name: "customers-long-names", viewer: "wolfe", show: (page) => showCustomers(page) },
  { name: "customers-problems", viewer: "harborline", show: (page) => showCustomers(page, "?status=problem") },
  { name: "customers-excluded", viewer: "harborline", isMinor: true, show: (page) => showCustomers(page, "?status=excluded") },
  {
    name: "customers-suggestions",
    viewer: "harborline",
    show: async (page) => {
      await page.goto(TAB.suggestions);
      await expect(page.getByRole("table", { name: "Suggestions for customers" })).toBeVisible();
    },
  },
  {
    name: "customers-file",
    viewer: "harborline",
    show: async (page) => {
      await page.goto(TAB.assignmentFile);
      const text = "customer_id,company_id,agreement_id\nquarry-lane,251,2002\nredwater,251,\nnobody,251,2002\nbayshore,,\n";
      await page.getByLabel("Choose a CSV file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await expect(page.getByText("that cannot be saved")).toBeVisible();
    },
  },
  {
    name: "customers-none-found",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await page.goto(`${TAB.customers}?search=nobody+of+this+name`);
      await expect(page.getByText("No customer matches")).toBeVisible();
    },
  },
  {
    name: "customers-loading",
    viewer: "harborline",
    isMinor: true,
    isRepetition: true,
    show: async (page) => {
      await holding(page, "customers.list");
      await page.goto(TAB.customers);
      await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
    },
  },
  {
    name: "customers-failed",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await failing(page, "customers.list");
      await page.goto(TAB.customers);
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  },
  {
    name: "customers-assign",
    viewer: "harborline",
    show: async (page) => {
      await showCustomers(page, "?search=quarry");
      await page.getByRole("button", { name: "Assign Quarry Lane Winery" }).click();
      await searchCompany(page, "quarry");
      await expect(page.getByRole("option", { name: /^Quarry Lane Winery / })).toBeVisible();
    },
  },
  { name: "customer", viewer: "harborline", show: (page) => showCustomer(page, "bayshore", "Bayshore Legal Partners") },
  { name: "customer-problems", viewer: "harborline", show: (page) => showCustomer(page, "juniper-hill", "Juniper Hill Charter School") },
  {
    name: "customer-archived",
    viewer: "harborline",
    isMinor: true,
    show: (page) => showCustomer(page, "saltmarsh", "Saltmarsh Surveyors"),
  },
  { name: "customer-never-counted", viewer: "harborline", show: (page) => showCustomer(page, "redwater", "Redwater Marine Supply") },
  {
    name: "customer-keep-typing",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await showCustomer(page, "redwater", "Redwater Marine Supply");
      await searchCompany(page, "re");
      await expect(page.getByText("Keep typing: 1 more character").first()).toBeVisible();
    },
  },
  {
    name: "customer-agreements",
    viewer: "harborline",
    show: async (page) => {
      await showCustomer(page, "redwater", "Redwater Marine Supply");
      await chooseCompany(page, "gulfside", "Gulfside Realty Group");
      await page.getByRole("button", { name: "Agreement*" }).click();
      await expect(page.getByText("Cannot be chosen, since it has ended").first()).toBeVisible();
    },
  },
  {
    name: "customer-excluded",
    viewer: "harborline",
    show: async (page) => {
      await showCustomer(page, "gulfside-rentals", "Gulfside Vacation Rentals");
      await expect(page.getByRole("heading", { name: "This customer is excluded" })).toBeVisible();
    },
  },
  {
    name: "customer-exclude",
    viewer: "harborline",
    show: async (page) => {
      await showCustomer(page, "gulfside", "Gulfside Realty Group");
      await page.getByRole("button", { name: "Exclude" }).click();
      await expect(page.getByRole("dialog", { name: "Exclude Gulfside Realty Group" })).toContainText("Others share this agreement");
    },
  },
  {
    name: "customer-unassign",
    viewer: "harborline",
    show: async (page) => {
      await showCustomer(page, "bayshore", "Bayshore Legal Partners");
      await page.getByRole("button", { name: "Unassign" }).click();
      await expect(page.getByRole("dialog", { name: "Unassign Bayshore Legal Partners?" })).toBeVisible();
    },
  },
  {
    name: "customer-long-names",
    viewer: "wolfe",
    show: async (page) => {
      await showCustomers(page);
      await page.getByRole("link", { name: /^Donau/ }).click();
      await expect(page.getByRole("heading", { name: "Assignment in ConnectWise Manage" })).toBeVisible();
    },
  },
  {
    name: "customer-without-integration",
    viewer: "lakeview",
    isMinor: true,
    show: async (page) => {
      await page.goto("/customers/bayshore");
      await expect(page.getByText("No integration is enabled")).toBeVisible();
    },
  },
  {
    name: "customer-missing",
    viewer: "harborline",
    isMinor: true,
    show: async (page) => {
      await page.goto("/customers/nobody");
      await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
    },
  },
];
