import type { Locator } from "@playwright/test";
import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { chooseAgreement, chooseCompany, chooseProduct, fillKeys, notice, productOf, searchCompany, TAB } from "../support/screens.ts";

/** CloudFilter on the agreement of Alder Grove Dental, which stands at 14 there. */
const AGREEMENT = 2001;
const PRODUCT = 101;

test("the help article leads from nothing to quantities that are right", async ({ page, partner, stack }) => {
  await partner.push(CUSTOMERS);
  const line = () => partner.tenant.data.lines(AGREEMENT).find((each) => each.productId === PRODUCT);
  expect(line()?.quantity).toBe(14);

  await test.step("the integration is among the inactive ones, its mark grey", async () => {
    await partner.signIn(page);
    await expect(page.getByRole("heading", { name: "Integrations", level: 1 })).toBeVisible();
    await expect(page.getByRole("region", { name: "Active Integrations", exact: true }).getByRole("article")).toHaveCount(0);
    const inactive = page.getByRole("region", { name: "Inactive Integrations" }).getByRole("article");
    const card = inactive.filter({ has: page.getByRole("heading", { name: "ConnectWise Manage" }) });
    await expect(card).toContainText("Inactive");
    expect(await saturationOf(card.locator("svg").first())).toBeLessThan(0.4);
    await card.getByRole("link", { name: "Enable ConnectWise Manage" }).click();
  });

  await test.step("the keys are checked against what they must be allowed to do", async () => {
    await expect(page.getByText("Finance › Agreements: Edit All")).toBeVisible();
    await expect(page.getByLabel("Site (FQDN)")).toHaveCount(0);
    await fillKeys(page, partner.keys);
    await page.getByRole("button", { name: "Check access" }).click();
    await expect(page.getByText("The keys work")).toBeVisible();
    for (const cell of ["Companies › Company Maintenance: Inquire All", "Finance › Agreements: Inquire All"]) {
      await expect(page.getByRole("listitem").filter({ hasText: cell })).toContainText("Allowed");
    }
    await expect(page.getByRole("listitem").filter({ hasText: "Finance › Agreements: Add All" })).toContainText("Cannot be checked");
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
  });

  await test.step("each service offered is mapped to its product, the others stay as they are", async () => {
    await expect(page.getByRole("heading", { name: "Services and products" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Product for / })).toHaveCount(10);
    await chooseProduct(page, "CloudFilter", "CLOUDFILTER");
    await chooseProduct(page, "SafeSend", "SAFESEND");
    await expect(page.getByText("2 unsaved changes")).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(notice(page, "2 mappings saved")).toBeVisible();
    await expect(notice(page, "Updates show the next day.")).toBeVisible();
    await expect(productOf(page, "Shield")).toHaveText("Not Assigned");
  });

  await test.step("the customer gets its company and its agreement", async () => {
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await page.getByRole("link", { name: "Alder Grove Dental" }).click();
    await expect(page.getByRole("navigation", { name: "Integrations of this customer" })).toContainText("ConnectWise Manage");
    await searchCompany(page, "");
    await expect(page.getByText("Type at least 3 characters of the name or identifier.").first()).toBeVisible();
    await chooseCompany(page, "ald", "Alder Grove Dental");
    await chooseAgreement(page, "Alder Grove Dental - Managed Services");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("main").getByText("Complete: quantities update tonight")).toBeVisible();
  });

  await test.step("before the first night it is said when that is", async () => {
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await page.getByRole("link", { name: "Activity", exact: true }).click();
    await expect(page.getByText("No update has run yet")).toBeVisible();
    await expect(page.getByText(/^The first night is \w+ \d+, \d{4}.*[AP]M\./)).toBeVisible();
  });

  await test.step("a preview tells what would change and writes nothing", async () => {
    await page.getByRole("button", { name: "Preview changes" }).click();
    await expect(page.getByText("1 quantity would be set. Nothing was written.")).toBeVisible();
    expect(line()?.quantity).toBe(14);
  });

  await test.step("the night sets it, at ConnectWise and in Activity", async () => {
    await stack.night();
    expect(line()).toMatchObject({ quantity: 15, unitPrice: 2.5, unitCost: 1.1 });
    await page.goto(TAB.activity);
    await page.getByRole("link", { name: /^Nightly update/ }).click();
    await expect(page.getByText("1 quantity set.")).toBeVisible();
    const row = page.getByRole("row").filter({ hasText: "Alder Grove Dental" });
    await expect(row).toContainText("from 14 to 15");
    await expect(row).toContainText("CLOUDFILTER");
    await expect(row).toContainText("Set");
  });

  await test.step("the next morning the card tells how the night went, its mark in colour", async () => {
    await page.getByRole("link", { name: "Integrations" }).first().click();
    const card = page.getByRole("region", { name: "Active Integrations", exact: true }).getByRole("article");
    await expect(card).toContainText("1 quantity set.");
    await expect(card).toContainText(/Active since \w+ \d+, \d{4}/);
    expect(await saturationOf(card.locator("svg").first())).toBeGreaterThan(0.6);
  });
});

test("a person who does not want to wait updates by hand, and sees a second run find everything right", async ({ page, partner }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp({ cloudfilter: 101, bracket: 103 }, { bayshore: [251, 2002] });
  await partner.signIn(page, TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByRole("heading", { name: "Manual update" })).toBeVisible();
  await expect(page.getByText("1 quantity set.")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "BRACKET" })).toContainText("from 38 to 41");
  expect(partner.tenant.data.lines(2002).map((each) => [each.productId, each.quantity])).toEqual([
    [101, 42],
    [103, 41],
    [105, 42],
  ]);
  await page.getByRole("link", { name: "All updates" }).click();
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("Everything was right already.")).toBeVisible();
});

/** How colourful an element is painted, from 0 for grey to 1. */
async function saturationOf(mark: Locator): Promise<number> {
  return await mark.evaluate((element) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("There is no canvas.");
    context.fillStyle = getComputedStyle(element).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    const most = Math.max(red, green, blue);
    return most === 0 ? 0 : (most - Math.min(red, green, blue)) / most;
  });
}
