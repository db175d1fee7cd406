import { readFile } from "node:fs/promises";
import { expect, test, type PushedCustomer } from "../support/browser-test.ts";
import { chooseAgreement, chooseCompany, chooseProduct, TAB } from "../support/screens.ts";

const CUSTOMERS: readonly PushedCustomer[] = [
  { id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 15 } },
  { id: "bayshore", name: "Bayshore Legal Partners", quantities: { cloudfilter: 42, shield: 40 } },
  { id: "cedar", name: '=HYPERLINK("http://evil.example","Cedar")', quantities: { cloudfilter: 7 } },
  { id: "dunmore", name: "Dunmore Architects" },
];

test("what is counted and not billed is listed by size, and each row leads to what ends it", async ({ page, partner }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp({ cloudfilter: 101 }, { alder: [250, 2001], dunmore: [253, 2005] });
  await partner.signIn(page, TAB.unbilled);
  const services = page.getByRole("table", { name: "Services with no product" });
  const customers = page.getByRole("table", { name: "Customers whose units are not billed" });

  await test.step("the largest stands first, and who is billed does not stand there", async () => {
    await expect(services.getByRole("row")).toHaveCount(2);
    await expect(services.getByRole("row").nth(1)).toContainText(/Shield\s*1\s*40/);
    await expect(page.getByText("40 units of 1 service")).toBeVisible();
    await expect(customers.getByRole("row")).toHaveCount(4);
    await expect(customers.getByRole("row").nth(1)).toContainText("Bayshore Legal Partners");
    await expect(customers.getByRole("row").nth(1)).toContainText("82");
    await expect(customers.getByRole("row").nth(2)).toContainText("HYPERLINK");
    await expect(customers.getByRole("row").nth(3)).toContainText("Never counted");
    await expect(page.getByText("89 units of 3 customers")).toBeVisible();
  });

  await test.step("the file holds the same, and no name is a formula in it", async () => {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const file = await arriving;
    expect(file.suggestedFilename()).toBe(`not-billed-${partner.id}.csv`);
    const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^"Service","shield","Shield","No product","40"/);
    expect(lines[3]).toContain(`"'=HYPERLINK(""http://evil.example"",""Cedar"")"`);
  });

  await test.step("a customer is assigned from its row, which then goes", async () => {
    await page.getByRole("button", { name: "Assign Bayshore Legal Partners" }).click();
    await chooseCompany(page, "bayshore", "Bayshore Legal Partners");
    await chooseAgreement(page, "Bayshore Legal - Mail Security");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(customers.getByRole("row")).toHaveCount(3);
    await expect(page.getByText("7 units of 2 customers")).toBeVisible();
  });

  await test.step("a service's row leads to its product, ready to be chosen", async () => {
    await page.getByRole("link", { name: "Choose the product for Shield" }).click();
    await expect(page.getByRole("button", { name: "Product for Shield: Not Assigned" })).toBeFocused();
    await chooseProduct(page, "Shield", "SHIELD");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: "Not billed" }).click();
    await expect(page.getByText("Every service that customers use has its product")).toBeVisible();
  });
});

test("where the figures cannot be loaded the page says so, and loads them when it is asked again", async ({ page, partner }) => {
  await partner.push([]);
  await partner.enable();
  let failures = 0;
  await page.route("**/trpc/customers.unbilledSummary", async (route) => {
    failures += 1;
    await (failures <= 3 ? route.fulfill({ status: 503, body: "away" }) : route.continue());
  });
  await partner.signIn(page, TAB.unbilled);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Every service that customers use has its product")).toBeVisible();
  await expect(page.getByText("What is counted for every customer is billed")).toBeVisible();
});
