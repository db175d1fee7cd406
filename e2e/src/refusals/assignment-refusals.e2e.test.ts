import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { chooseAgreement, chooseCompany, searchCompany } from "../support/screens.ts";

const GULFSIDE = { id: "gulfside", name: "Gulfside Realty Group" };

test("two characters ask for a third and search for nothing", async ({ page, partner, stack }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp();
  await partner.signIn(page, "/customers/alder");
  const asked = stack.simulator.requests.list({ tenant: partner.keys.companyId, path: "/company/companies" }).length;
  await searchCompany(page, "al");
  await expect(page.getByText("Keep typing: 1 more character").first()).toBeVisible();
  await expect(page.getByRole("option")).toHaveCount(0);

  await test.step("three characters find it", async () => {
    await searchCompany(page, "ald");
    await expect(page.getByRole("option", { name: /^Alder Grove Dental / })).toBeVisible();
    const searches = stack.simulator.requests.list({ tenant: partner.keys.companyId, path: "/company/companies" }).slice(asked);
    expect(searches.map(({ query }) => query["conditions"]?.includes("ald"))).toEqual([true]);
  });

  await test.step("a name nobody has is told so, with what was typed", async () => {
    await searchCompany(page, "zzzz");
    await expect(page.getByText("No company contains “zzzz”.").first()).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Search companies" })).toHaveValue("zzzz");
  });
});

test("an ended agreement is listed with its end, and cannot be chosen", async ({ page, partner }) => {
  await partner.push([{ ...GULFSIDE, quantities: { cloudfilter: 77 } }]);
  await partner.setUp();
  await partner.signIn(page, `/customers/${GULFSIDE.id}`);
  await chooseCompany(page, "gulf", GULFSIDE.name);
  await page.getByRole("button", { name: "Agreement*" }).click();
  const ended = page.getByRole("option", { name: /^Gulfside Realty - Mail Security 2021 / });
  await expect(ended).toContainText("Cancelled");
  await expect(ended).toContainText("Cannot be chosen, since it has ended");
  await expect(ended).toHaveAttribute("aria-disabled", "true");
  await ended.click({ force: true });
  await expect(ended).toBeVisible();
  await page.keyboard.press("Escape");
  // The only one that can be chosen was chosen with the company, and still is.
  await expect(page.getByRole("button", { name: "Agreement*" })).toHaveText("Gulfside Realty - Mail Security");
});

test("an agreement that ends between choosing and saving is refused, and another one is a click away", async ({ page, partner }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp();
  await partner.signIn(page, "/customers/bayshore");
  await chooseCompany(page, "bays", "Bayshore Legal Partners");
  await chooseAgreement(page, "Bayshore Legal - Mail Security");
  partner.tenant.data.cancelAgreement(2002);
  await page.getByRole("button", { name: "Save" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(refusal).toContainText("The agreement is cancelled, expired, inactive or past its end.");
  await expect(refusal).toContainText("Assign the customer to another agreement, one that is active.");
  await expect(page.getByRole("button", { name: "Company*" })).toHaveText("Bayshore Legal Partners");
  await chooseAgreement(page, "Bayshore Legal - Managed Workstations");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByText("Complete: quantities update tonight")).toBeVisible();
});
