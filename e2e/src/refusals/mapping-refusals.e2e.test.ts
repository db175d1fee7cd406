import { expect, test } from "../support/browser-test.ts";
import { openAsSupport } from "../support/people.ts";
import { chooseProduct, notice, productOf, TAB } from "../support/screens.ts";

test("a mapped service is set back by support alone, with the ticket in which it was asked for", async ({ page, partner, browser }) => {
  await partner.setUp({ shield: 107 });
  await partner.signIn(page, TAB.mapping);

  await test.step("the choice is there, disabled, with its reason", async () => {
    await productOf(page, "Shield").click();
    const none = page.getByRole("option", { name: /^Not Assigned/ });
    await expect(none).toHaveAttribute("aria-disabled", "true");
    await expect(none).toContainText("Only support can set this back");
    await none.click({ force: true });
    await expect(none).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(productOf(page, "Shield")).toHaveText("SHIELD");
    await expect(page.getByText("No unsaved changes")).toBeVisible();
  });

  await test.step("support is asked, with a note", async () => {
    await page.getByRole("button", { name: "Ask support to remove it: Shield" }).click();
    const dialog = page.getByRole("dialog", { name: "Ask support to remove the mapping of Shield" });
    await expect(dialog).toContainText("A mapped service cannot be set back to Not Assigned here");
    await dialog.getByLabel("Why should it be removed?").fill("We stopped offering it.");
    await dialog.getByRole("button", { name: "Send request" }).click();
    await expect(notice(page, "Support was asked to remove the mapping of Shield")).toBeVisible();
    await expect(page.getByText(/^Support was asked to remove it on /)).toBeVisible();
    await expect(page.getByRole("button", { name: "Ask support to remove it: Shield" })).toHaveCount(0);
  });

  const support = await openAsSupport(browser, "/support/requests");
  await test.step("support sees the request, and cannot answer it without a ticket", async () => {
    const request = support.getByRole("listitem").filter({ has: support.getByRole("link", { name: partner.name, exact: true }) });
    await expect(request).toContainText("Remove Shield → Shield Account Takeover Defense");
    await expect(request).toContainText("We stopped offering it.");
    await request.getByRole("button", { name: `Remove mapping of Shield for ${partner.name}` }).click();
    const dialog = support.getByRole("dialog", { name: "Remove mapping of Shield" });
    await dialog.getByRole("button", { name: "Remove mapping" }).click();
    await expect(dialog).toContainText("A ticket reference is needed.");
    await dialog.getByLabel("Ticket reference").fill("T-20481");
    await dialog.getByRole("button", { name: "Remove mapping" }).click();
    await expect(notice(support, "The mapping of Shield was removed")).toBeVisible();
    await expect(request).toHaveCount(0);
  });
  await support.context().close();

  await test.step("the partner sees it as Not Assigned, and can map it anew", async () => {
    await page.reload();
    await expect(productOf(page, "Shield")).toHaveText("Not Assigned");
    await chooseProduct(page, "Shield", "SHIELD");
  });
});

test("a deprecated service says why it cannot be mapped, and can where customers still have it", async ({ page, partner }) => {
  await partner.push([{ id: "old", name: "Old Mill Press", quantities: { "exchange-basic": 4 } }]);
  await partner.setUp();
  await partner.signIn(page, TAB.mapping);
  const kept = page.getByRole("listitem").filter({ hasText: "Exchange+ Basic" });
  await expect(kept).toContainText("Deprecated");
  await expect(kept).toContainText("1 customer, 4 units");
  await expect(kept).toContainText("No longer sold. It keeps working for customers that still have it.");
  for (const name of ["Exchange+ Advanced", "Exchange+ Premium"]) {
    const refused = page.getByRole("listitem").filter({ hasText: name });
    await expect(refused).toContainText("No longer sold, and none of your customers has it: leave it as Not Assigned.");
    await expect(productOf(page, name)).toBeDisabled();
  }
  await expect(productOf(page, "Exchange+ Basic")).toBeEnabled();
  await chooseProduct(page, "Exchange+ Basic", "EXCH-PLUS-BASIC");

  await test.step("where the last unit goes while the page is open, saving is refused and the other choice is kept", async () => {
    await chooseProduct(page, "SafeSend", "SAFESEND");
    await partner.push([{ id: "old", name: "Old Mill Press", quantities: { safesend: 4 } }]);
    await page.getByRole("button", { name: "Save" }).click();
    const refusal = page.getByRole("alert").filter({ hasText: "Nothing was saved" });
    await expect(refusal).toContainText("This service is deprecated and none of your customers has units of it.");
    await expect(refusal).toContainText("Leave it as Not Assigned.");
    await expect(productOf(page, "SafeSend")).toHaveText("SAFESEND");
    await expect(page.getByText("2 unsaved changes")).toBeVisible();
    await expect(productOf(page, "Exchange+ Basic")).toHaveText("EXCH-PLUS-BASIC");
  });
});
