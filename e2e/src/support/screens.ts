import type { Page } from "@playwright/test";
import { expect } from "./browser-stack.ts";
import type { BrowserPartner, PartnerAutotask } from "./browser-test.ts";

/** What a person does on the screens, by what stands on them. */

export const TAB = {
  connection: "/integrations/connectwise-manage/connection",
  mapping: "/integrations/connectwise-manage/mapping",
  customers: "/integrations/connectwise-manage/customers",
  activity: "/integrations/connectwise-manage/activity",
  suggestions: "/integrations/connectwise-manage/customers/suggestions",
  assignmentFile: "/integrations/connectwise-manage/customers/file",
  unbilled: "/integrations/connectwise-manage/unbilled",
} as const;

export async function fillKeys(page: Page, keys: Partial<BrowserPartner["keys"]>): Promise<void> {
  if (keys.companyId !== undefined) await page.getByLabel("Company ID").fill(keys.companyId);
  if (keys.publicKey !== undefined) await page.getByLabel("Public key").fill(keys.publicKey);
  if (keys.privateKey !== undefined) await page.getByLabel("Private key").fill(keys.privateKey);
}

export async function fillAutotaskKeys(page: Page, { userName, secret, integrationCode }: PartnerAutotask["keys"]): Promise<void> {
  await page.getByLabel("API user name").fill(userName);
  await page.getByLabel("API secret").fill(secret);
  await page.getByLabel("Tracking identifier").fill(integrationCode);
}

/** The dropdown of one service on the Mapping tab. @param term the provider's own word for a product */
export function productOf(page: Page, service: string, term = "Product") {
  return page.getByRole("button", { name: `${term} for ${service}: ` });
}

export async function chooseProduct(page: Page, service: string, product: string, term = "Product"): Promise<void> {
  await productOf(page, service, term).click();
  // The one of another service may still be on its way out.
  const choice = page.getByRole("dialog", { name: `${term} for ${service}: ` });
  await choice.getByRole("combobox", { name: /^Search / }).fill(product);
  await choice.getByRole("option", { name: new RegExp(`^${product} `) }).click();
  await expect(productOf(page, service, term)).toContainText(product);
}

export async function searchCompany(page: Page, typed: string): Promise<void> {
  const search = page.getByRole("combobox", { name: "Search companies" });
  if (!(await search.isVisible())) await page.getByRole("button", { name: "Company*" }).click();
  await search.fill(typed);
}

export async function chooseCompany(page: Page, typed: string, company: string): Promise<void> {
  await searchCompany(page, typed);
  await page.getByRole("option", { name: new RegExp(`^${company} `) }).click();
  await expect(page.getByRole("button", { name: "Company*" })).toHaveText(company);
}

/** @param term the provider's own word for it */
export async function chooseAgreement(page: Page, agreement: string, term = "Agreement"): Promise<void> {
  await page.getByRole("button", { name: `${term}*` }).click();
  await page.getByRole("option", { name: new RegExp(`^${agreement} `) }).click();
  await expect(page.getByRole("button", { name: `${term}*` })).toHaveText(agreement);
}

/** What has just been said in the corner. */
export function notice(page: Page, title: string) {
  return page.getByRole("region", { name: /^Notifications/ }).getByText(title, { exact: true });
}
