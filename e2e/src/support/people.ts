import type { Browser, Page } from "@playwright/test";
import { partnerAccount, SUPPORT_ACCOUNT } from "./accounts.ts";
import type { BrowserPartner } from "./browser-test.ts";

/** How the sign-in page names the person of a partner. */
export function personOf(partner: BrowserPartner): RegExp {
  return new RegExp(`^${partnerAccount(Number(partner.id.replace("browser-", ""))).name} `);
}

/** A second person, of support, in a browser of their own. Closed with the test's browser at the latest. */
export async function openAsSupport(browser: Browser, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(path);
  await page.getByRole("button", { name: new RegExp(`^${SUPPORT_ACCOUNT.name} `) }).click();
  await page.waitForURL((url) => url.pathname === path);
  return page;
}
