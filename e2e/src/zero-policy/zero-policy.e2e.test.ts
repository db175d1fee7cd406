import { expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

test("a mapping that asks at 0 leaves the line until the partner has chosen, and one that cannot be saved says so", async ({
  page,
  partner,
}) => {
  await partner.push([{ id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 0 } }]);
  await partner.setUp({ cloudfilter: 101 }, { alder: [250, 2001] });
  const quantity = (): number | null | undefined => partner.tenant.data.lines(2001).find(({ productId }) => productId === 101)?.quantity;
  const before = quantity();
  expect(before).toBeGreaterThan(0);
  await partner.signIn(page, TAB.mapping);
  const policy = page.getByRole("combobox", { name: "When the count of CloudFilter is 0" });

  await test.step("a choice that is refused goes back to what it was", async () => {
    await page.route("**/trpc/mapping.setZeroPolicy", (route) => route.fulfill({ status: 503, body: "away" }));
    await policy.selectOption("ask me first");
    await expect(notice(page, "The choice could not be saved")).toBeVisible();
    await expect(policy).toHaveValue("write");
    await page.unroute("**/trpc/mapping.setZeroPolicy");
  });

  await test.step("a service without a product has no such choice", async () => {
    await expect(page.getByRole("combobox", { name: /^When the count of/ })).toHaveCount(1);
  });

  await policy.selectOption("ask me first");
  await expect(notice(page, "Saved for CloudFilter")).toBeVisible();
  await page.goto(TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("0 quantities set, 1 to look at.")).toBeVisible();
  await expect(page.getByText("the mapping says to ask before the addition is set to 0")).toBeVisible();
  expect(quantity()).toBe(before);

  await page.getByRole("button", { name: "Set it to 0" }).click();
  await expect(notice(page, "It will be set to 0")).toBeVisible();
  await page.goto(TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("1 quantity set.")).toBeVisible();
  expect(quantity()).toBe(0);
});
