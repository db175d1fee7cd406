import { ADMIN_ROLE, withLevel } from "@integrations/connectwise-simulator";
import type { Page } from "@playwright/test";
import { SILENT_SITE } from "../support/browser-stack.ts";
import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { fillKeys, notice, TAB } from "../support/screens.ts";

/** Each refusal stands on the page as a sentence and a next step, and takes nothing away that was typed. */

test("a wrong private key is refused in words, and correcting it is all that is left to do", async ({ page, partner }) => {
  await partner.signIn(page, TAB.connection);
  const wrong = { ...partner.keys, privateKey: "NotThePrivateKey" };
  await fillKeys(page, wrong);
  await page.getByRole("button", { name: "Check and enable" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(refusal).toContainText("The provider does not accept these credentials.");
  await expect(refusal).toContainText("Check the settings on the Connection tab, and enter the keys again.");
  await expectTyped(page, wrong);
  await page.getByLabel("Private key").fill(partner.keys.privateKey);
  await page.getByRole("button", { name: "Check and enable" }).click();
  await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
});

test("a missing permission is told as the exact cell of the role, and once that is set the check passes", async ({ page, partner }) => {
  const { publicKey } = partner.keys;
  partner.tenant.changeMember(publicKey, { role: withLevel(ADMIN_ROLE, "Procurement > Product Catalog", "inquire", "None") });
  await partner.signIn(page, TAB.connection);
  await fillKeys(page, partner.keys);
  await page.getByRole("button", { name: "Check access" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "The check did not pass" });
  await expect(refusal).toContainText("The keys lack a permission that is needed.");
  await expect(refusal).toContainText("Give the keys the permission that is marked, then check again.");
  const cell = page.getByRole("listitem").filter({ hasText: "Procurement › Product Catalog: Inquire All" });
  await expect(cell).toContainText("Missing. In the role, set Procurement › Product Catalog to Inquire All.");
  await expect(page.getByRole("listitem").filter({ hasText: "Companies › Company Maintenance: Inquire All" })).toContainText("Allowed");
  await expectTyped(page, partner.keys);

  await test.step("enabling is refused by the same cell", async () => {
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Not saved" })).toContainText("The keys lack a permission that is needed.");
    await expect(cell).toContainText("Missing.");
    await expectTyped(page, partner.keys);
  });

  partner.tenant.changeMember(publicKey, { role: ADMIN_ROLE });
  await page.getByRole("button", { name: "Check access" }).click();
  await expect(page.getByText("The keys work")).toBeVisible();
  await expect(cell).toContainText("Allowed");
});

test("a site that does not answer as ConnectWise does is named, and once it does the same form is enabled", async ({
  page,
  partner,
  stack,
}) => {
  const away = stack.simulator.faults.inject({
    match: { path: `/login/companyinfo/${partner.keys.companyId}` },
    fault: { kind: "garble", how: "html" },
  });
  await partner.signIn(page, TAB.connection);
  await fillKeys(page, partner.keys);
  await page.getByLabel("Use a custom ConnectWise site").check();
  await page.getByLabel("Site (FQDN)").fill(stack.simulator.site);
  await page.getByRole("button", { name: "Check and enable" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(refusal).toContainText("The site cannot be reached.");
  await expect(refusal).toContainText(`${stack.simulator.site} answers, but not as a ConnectWise site does.`);
  await expect(refusal).toContainText("that the site can be reached from the internet over HTTPS.");
  await expectTyped(page, partner.keys);
  await expect(page.getByLabel("Site (FQDN)")).toHaveValue(stack.simulator.site);
  away.remove();
  await page.getByRole("button", { name: "Check and enable" }).click();
  await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
});

test("a site where nobody answers is named with what to look at, and its keys are kept in the form", async ({ page, partner }) => {
  await partner.signIn(page, TAB.connection);
  await fillKeys(page, partner.keys);
  await page.getByLabel("Use a custom ConnectWise site").check();
  await page.getByLabel("Site (FQDN)").fill(SILENT_SITE);
  await page.getByRole("button", { name: "Check and enable" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(refusal).toContainText("The site cannot be reached.", { timeout: 30_000 });
  await expect(refusal).toContainText("that the site can be reached from the internet over HTTPS.");
  await expectTyped(page, partner.keys);
  await expect(page.getByLabel("Site (FQDN)")).toHaveValue(SILENT_SITE);
});

test("a site inside a private network is not spoken to, and its keys are kept in the form", async ({ page, partner, stack }) => {
  await partner.signIn(page, TAB.connection);
  await fillKeys(page, partner.keys);
  await page.getByLabel("Use a custom ConnectWise site").check();
  await page.getByLabel("Site (FQDN)").fill("10.20.30.40");
  await page.getByRole("button", { name: "Check and enable" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(refusal).toContainText("This site is not an address the platform may speak to.");
  await expect(refusal).toContainText("Enter the public host name of the site, without https:// and without a path.");
  await expectTyped(page, partner.keys);
  await expect(page.getByLabel("Site (FQDN)")).toHaveValue("10.20.30.40");
  expect(stack.simulator.requests.list({ tenant: partner.keys.companyId })).toEqual([]);
});

async function expectTyped(page: Page, keys: BrowserPartner["keys"]): Promise<void> {
  await expect(page.getByLabel("Company ID")).toHaveValue(keys.companyId);
  await expect(page.getByLabel("Public key")).toHaveValue(keys.publicKey);
  await expect(page.getByLabel("Private key")).toHaveValue(keys.privateKey);
}
