import { expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

test("customers are assigned many at once, by domain and name, and only what was confirmed", async ({ page, partner }) => {
  await partner.push([
    { id: "alder", name: "Dental practice", domains: ["tooth.example"], quantities: { cloudfilter: 3 } },
    { id: "cabinet", name: "cabinet makers", quantities: { cloudfilter: 3 } },
    { id: "bayshore", name: "Lawyers", domains: ["bayshorelegal.example", "gmail.com"] },
    { id: "nobody", name: "Nobody knows this one", domains: ["gmail.com"] },
  ]);
  const { data } = partner.tenant;
  const dental = data.addCompany({ name: "Tooth Holding", website: "https://www.Tooth.example/about" });
  data.addAgreement({ companyId: dental.id, name: "Tooth - Managed" });
  const cabinet = data.addCompany({ name: "Cabinet Makers" });
  const ending = data.addAgreement({ companyId: cabinet.id, name: "Cabinet - Managed" });
  await partner.enable();
  await partner.signIn(page, TAB.customers);
  await page.getByRole("link", { name: "Suggest assignments" }).click();
  const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

  await test.step("what is clear is ticked, with its reason; what is not is shown and left to the person", async () => {
    await expect(row("Dental practice")).toContainText("Same domain: tooth.example");
    await expect(page.getByRole("checkbox", { name: "Assign Dental practice" })).toBeChecked();
    await expect(row("cabinet makers")).toContainText("Same name");
    await expect(row("Nobody knows this one")).toContainText("No company has its domain or its name");
    await expect(page.getByRole("checkbox", { name: "Assign Nobody knows this one" })).toBeDisabled();
    await expect(page.getByRole("checkbox", { name: "Assign Lawyers" })).not.toBeChecked();
  });

  await test.step("one of several agreements is chosen", async () => {
    await page
      .getByRole("combobox", { name: "Agreement of Lawyers" })
      .selectOption({ label: "Bayshore Legal - Mail Security · Mail Security" });
    await expect(page.getByRole("checkbox", { name: "Assign Lawyers" })).toBeChecked();
  });

  await test.step("where one cannot be assigned any more, none is, and its row says why", async () => {
    data.editAgreement(ending.id, { cancelledFlag: true });
    await page.getByRole("button", { name: "Assign 3 customers" }).click();
    await expect(row("cabinet makers")).toContainText("has ended or is inactive");
    await expect(page.getByText("Nothing was saved")).toBeVisible();
    await page.getByRole("checkbox", { name: "Assign cabinet makers" }).uncheck();
  });

  await page.getByRole("button", { name: "Assign 2 customers" }).click();
  await expect(notice(page, "2 customers are assigned")).toBeVisible();
  await expect(row("Dental practice")).toHaveCount(0);
  await expect(row("Nobody knows this one")).toBeVisible();
  await page.getByRole("link", { name: "All customers" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Lawyers" })).toContainText("Bayshore Legal - Mail Security");
  await expect(page.getByRole("row").filter({ hasText: "cabinet makers" })).toContainText("Not assigned");
});
