import type { Page } from "@playwright/test";
import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { expectFocusSeen, expectTrapped, hasFocus, press, tabTo } from "../support/keyboard.ts";
import { personOf } from "../support/people.ts";
import { notice, productOf, TAB } from "../support/screens.ts";

test.describe.configure({ timeout: 180_000 });

test("sign-in, enabling, mapping and saving go by the keyboard alone", async ({ page, partner }) => {
  await test.step("signing in", async () => {
    await page.goto("/");
    const account = page.getByRole("button", { name: personOf(partner) });
    await expect(account).toBeVisible();
    for (let stops = 0; stops < 300 && !(await hasFocus(account)); stops += 1) await page.keyboard.press("Tab");
    await expectFocusSeen(page);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Integrations", level: 1 })).toBeFocused();
  });

  await test.step("the very first stop leads past the bar, to what the page is about", async () => {
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await tabTo(page, skip, { atMost: 6, key: "Shift+Tab" });
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await tabTo(page, page.getByRole("link", { name: "Enable ConnectWise Manage" }), { atMost: 4 });
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "ConnectWise Manage", level: 1 })).toBeFocused();
  });

  await test.step("the form in its order, the check box with Space", async () => {
    await tabTo(page, page.getByLabel("Company ID"), { atMost: 20 });
    await page.keyboard.type(partner.keys.companyId);
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Public key")).toBeFocused();
    await page.keyboard.type(partner.keys.publicKey);
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Private key")).toBeFocused();
    await page.keyboard.type(partner.keys.privateKey);
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Use a custom ConnectWise site")).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Site (FQDN)")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await expect(page.getByLabel("Site (FQDN)")).toHaveCount(0);
    await press(page, page.getByRole("button", { name: "Check access" }));
    await expect(page.getByText("The keys work")).toBeVisible();
    await expectFocusKept(page);
    await press(page, page.getByRole("button", { name: "Check and enable" }));
    await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Services and products" })).toBeVisible();
    await expectFocusKept(page);
  });

  await test.step("choosing a product: arrow opens, Escape closes and gives the focus back, Enter chooses", async () => {
    const safesend = productOf(page, "SafeSend");
    await tabTo(page, safesend, { atMost: 30 });
    await page.keyboard.press("ArrowDown");
    const search = page.getByRole("combobox", { name: "Search products" });
    await expect(search).toBeFocused();
    await expectFocusSeen(page);
    await page.keyboard.press("Escape");
    await expect(search).toHaveCount(0);
    await expect(safesend).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(search).toBeFocused();
    await page.keyboard.type("SAFESEND");
    const found = page.getByRole("option", { name: /^SAFESEND / });
    await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
    await expect(search).toHaveAttribute("aria-activedescendant", (await found.getAttribute("id")) ?? "none");
    await page.keyboard.press("Enter");
    await expect(safesend).toHaveText("SAFESEND");
    await expect(safesend).toBeFocused();
  });

  await test.step("saving", async () => {
    await press(page, page.getByRole("button", { name: "Save" }));
    await expect(notice(page, "1 mapping saved")).toBeVisible();
    await expectFocusKept(page);
  });
});

test("assigning a customer, starting a run and reading its changes go by the keyboard alone", async ({ page, partner }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp({ cloudfilter: 101 });
  await partner.signIn(page, TAB.customers);

  await test.step("the dialog takes the focus, keeps it, and gives it back on Escape", async () => {
    const assign = page.getByRole("button", { name: "Assign Alder Grove Dental" });
    await press(page, assign);
    const dialog = page.getByRole("dialog", { name: "Assign Alder Grove Dental" });
    await expect(dialog).toBeVisible();
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await expectTrapped(page, dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(assign).toBeFocused();
  });

  await test.step("company and agreement are found by typing", async () => {
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Assign Alder Grove Dental" });
    const company = dialog.getByRole("button", { name: "Company*" });
    await expect(dialog).toBeVisible();
    if (!(await hasFocus(company))) await tabTo(page, company, { atMost: 6 });
    await page.keyboard.press("Enter");
    await expect(page.getByRole("combobox", { name: "Search companies" })).toBeFocused();
    await page.keyboard.type("ald");
    await expect(page.getByRole("option", { name: /^Alder Grove Dental / })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(company).toHaveText("Alder Grove Dental");
    await expect(company).toBeFocused();
    const agreement = dialog.getByRole("button", { name: "Agreement*" });
    await expect(agreement).toBeEnabled();
    await page.keyboard.press("Tab");
    await expect(agreement).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("combobox", { name: "Filter agreements" })).toBeFocused();
    await page.keyboard.type("managed");
    await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(agreement).toHaveText("Alder Grove Dental - Managed Services");
    await press(page, dialog.getByRole("button", { name: "Save" }));
    await expect(notice(page, "Alder Grove Dental is assigned")).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Change the assignment of Alder Grove Dental" })).toBeFocused();
  });

  await test.step("starting a run from the tab beside it", async () => {
    const activity = page.getByRole("link", { name: "Activity", exact: true });
    await tabTo(page, activity, { key: "Shift+Tab" });
    await page.keyboard.press("Enter");
    await expect(page.getByText("No update has run yet")).toBeVisible();
    await expect(activity).toBeFocused();
    await press(page, page.getByRole("button", { name: "Update now" }));
    await expect(page.getByText("1 quantity set.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "ConnectWise Manage", level: 1 })).toBeFocused();
  });

  await test.step("reading its changes, and back", async () => {
    await tabTo(page, page.getByRole("row").getByRole("link", { name: "Alder Grove Dental" }));
    await expect(page.getByRole("row").filter({ hasText: "Alder Grove Dental" })).toContainText("from 14 to 15");
    await tabTo(page, page.getByRole("link", { name: "All updates" }), { key: "Shift+Tab" });
    await page.keyboard.press("Enter");
    await press(page, page.getByRole("main").getByRole("link", { name: /^Manual update/ }));
    await expect(page.getByText("1 quantity set.")).toBeVisible();
  });
});

test("pausing, resuming, removing and signing out go by the keyboard alone", async ({ page, partner }) => {
  await partner.setUp();
  await partner.signIn(page, TAB.connection);

  await test.step("pause and resume keep the place", async () => {
    await press(page, page.getByRole("button", { name: "Pause", exact: true }), "Space");
    await expect(notice(page, "ConnectWise Manage is paused")).toBeVisible();
    const resume = page.getByRole("button", { name: "Resume", exact: true });
    await expect(resume).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(notice(page, "ConnectWise Manage is active again")).toBeVisible();
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeFocused();
  });

  await test.step("the question is left by Escape, and the focus is where it was", async () => {
    const remove = page.getByRole("button", { name: "Remove", exact: true });
    await page.keyboard.press("Tab");
    await expect(remove).toBeFocused();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Remove ConnectWise Manage?" });
    await expect(dialog).toBeVisible();
    await expectTrapped(page, dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(remove).toBeFocused();
  });

  await test.step("removing: type the name, Enter", async () => {
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Remove ConnectWise Manage?" });
    const name = dialog.getByLabel("Type ConnectWise Manage to confirm");
    await expect(dialog).toBeVisible();
    if (!(await hasFocus(name))) await tabTo(page, name, { atMost: 4 });
    await page.keyboard.type("ConnectWise Manage");
    await page.keyboard.press("Enter");
    await expect(notice(page, "ConnectWise Manage was removed")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Integrations", level: 1 })).toBeFocused();
  });

  await test.step("signing out", async () => {
    await tabTo(page, page.getByRole("button", { name: /^Account of/ }), { key: "Shift+Tab", atMost: 10 });
    await page.keyboard.press("Enter");
    await press(page, page.getByRole("button", { name: "Sign out" }));
    await expect(page.getByRole("heading", { name: "You have signed out" })).toBeVisible();
  });
});

/** Not lost to the page as a whole, from where a person would have to begin again. */
async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
}
