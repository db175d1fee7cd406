import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

const quantityOn = (partner: BrowserPartner, agreement: number): number | null | undefined =>
  partner.tenant.data.lines(agreement).find(({ productId }) => productId === 101)?.quantity;

test("an excluded customer's line stays as it is while the others are set, and is set again once it is included", async ({
  page,
  partner,
}) => {
  await partner.push([
    { id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 0 } },
    { id: "bayshore", name: "Bayshore Legal Partners", quantities: { cloudfilter: 50 } },
  ]);
  await partner.setUp({ cloudfilter: 101 }, { alder: [250, 2001], bayshore: [251, 2002] });
  const before = quantityOn(partner, 2001);
  await partner.signIn(page, "/customers/alder/connectwise-manage");

  await test.step("it is excluded with a note, without a word about others, since there are none", async () => {
    await page.getByRole("button", { name: "Exclude" }).click();
    const dialog = page.getByRole("dialog", { name: "Exclude Alder Grove Dental" });
    await expect(dialog).not.toContainText("Others share");
    await dialog.getByLabel("Note").fill("Billed by hand");
    await dialog.getByRole("button", { name: "Exclude" }).click();
    await expect(notice(page, "Alder Grove Dental is excluded")).toBeVisible();
    await expect(page.getByText("“Billed by hand”")).toBeVisible();
  });

  await test.step("a run says so, and nobody is called to look at it", async () => {
    await page.goto(TAB.activity);
    await page.getByRole("button", { name: "Update now" }).click();
    await expect(page.getByText("1 quantity set.")).toBeVisible();
    const row = page.getByRole("row").filter({ hasText: "Alder Grove Dental" });
    await expect(row).toContainText("Left as you chose");
    await expect(row).toContainText("The customer is excluded, so its additions are left as they are.");
    expect([quantityOn(partner, 2001), quantityOn(partner, 2002)]).toEqual([before, 50]);
  });

  await test.step("the list finds it, and its page includes it again", async () => {
    await page.goto(`${TAB.customers}?status=excluded`);
    await page.getByRole("link", { name: "Alder Grove Dental" }).click();
    await page.getByRole("button", { name: "Include it again" }).click();
    await expect(notice(page, "Alder Grove Dental is included again")).toBeVisible();
    await page.getByRole("button", { name: "Update now" }).click();
    await expect(page.getByText("1 quantity set.")).toBeVisible();
    expect(quantityOn(partner, 2001)).toBe(0);
  });
});

test("whoever shares the agreement of an excluded customer is told before and after, and is not lowered", async ({ page, partner }) => {
  await partner.push([
    { id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 3 } },
    { id: "orthodontics", name: "Alder Grove Orthodontics", quantities: { cloudfilter: 4 } },
  ]);
  await partner.setUp({ cloudfilter: 101 }, { alder: [250, 2001], orthodontics: [250, 2001] });
  const before = quantityOn(partner, 2001);
  await partner.signIn(page, "/customers/alder/connectwise-manage");
  await page.getByRole("button", { name: "Exclude" }).click();
  const dialog = page.getByRole("dialog", { name: "Exclude Alder Grove Dental" });
  await expect(dialog).toContainText("nothing on it is set for Alder Grove Orthodontics either");
  await dialog.getByRole("button", { name: "Exclude" }).click();
  await expect(page.getByText("Nothing on the agreement is set for Alder Grove Orthodontics either")).toBeVisible();

  await page.goto(TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("0 quantities set, 1 to look at.")).toBeVisible();
  await expect(page.getByText("Another customer of this agreement is excluded")).toBeVisible();
  await expect(page.getByText("Include that customer, or assign it to another agreement, one of its own.")).toBeVisible();
  expect(quantityOn(partner, 2001)).toBe(before);
});
