import type { Locator, Page } from "@playwright/test";
import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { expectFocusSeen, expectTrapped, hasFocus, press, tabTo } from "../support/keyboard.ts";
import { openAsSupport } from "../support/people.ts";
import { notice, productOf, TAB } from "../support/screens.ts";

test("a held run is found in the list and cancelled by the keyboard alone", async ({ page, partner }) => {
  await holdRun(page, partner);
  await backToRuns(page);
  await press(page, page.getByRole("main").getByRole("link", { name: /^Manual update/ }));
  const cancel = page.getByRole("button", { name: "Cancel it" });
  await press(page, cancel);
  await expect(page.getByText("Cancelled; 0 quantities had been set.")).toBeVisible();
  await expectFocusKeptWithout(page, cancel);
  await backToRuns(page);
});

test("a held run is read and let go by the keyboard alone", async ({ page, partner }) => {
  await holdRun(page, partner);
  await tabTo(page, page.getByRole("row").getByRole("link", { name: "Bayshore" }));
  await expect(page.getByRole("row").filter({ hasText: "Bayshore" })).toContainText("from 42 to 0");
  const letGo = page.getByRole("button", { name: "Let it go" });
  await tabTo(page, letGo, { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await expect(page.getByText("6 quantities set.")).toBeVisible();
  await expectFocusKeptWithout(page, letGo);
});

test("what becomes of a removed line and of one left behind is decided by the keyboard alone", async ({ page, partner }) => {
  await partner.push([{ id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 14, safesend: 14 } }]);
  await partner.setUp({ cloudfilter: 101, safesend: 102 }, { alder: [250, 2001] });
  await partner.signIn(page, TAB.activity);
  const { data } = partner.tenant;
  const linesOf = (product: number) => data.lines(2001).filter(({ productId }) => productId === product);
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  const left = row("We once set this addition, and no mapping or assignment asks for it any more.");

  await press(page, page.getByRole("button", { name: "Update now" }));
  await expect(page.getByText("Everything was right already.")).toBeVisible();
  for (const line of linesOf(102)) data.deleteLine(line.id);
  await saveElsewhere(partner, "cloudfilter", "105");
  await backToRuns(page);
  await press(page, page.getByRole("button", { name: "Update now" }));

  await test.step("each choice says that it was taken, and keeps the place", async () => {
    await expect(row("SAFESEND")).toContainText("The addition we kept was cancelled or removed at the provider.");
    const again = row("SAFESEND").getByRole("button", { name: "Add it again" });
    const zero = left.getByRole("button", { name: "Set it to 0" });
    const leave = left.getByRole("button", { name: "Leave it" });
    await press(page, again);
    await expect(notice(page, "It will be added again")).toBeVisible();
    await expect(again).toBeFocused();
    await tabTo(page, leave, { key: await directionTo(leave) });
    await page.keyboard.press("Space");
    await expect(notice(page, "It will be left as it is")).toBeVisible();
    await expect(leave).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await expect(zero).toBeFocused();
    await expectFocusSeen(page);
    await page.keyboard.press("Enter");
    await expect(notice(page, "It will be set to 0")).toBeVisible();
    await expect(zero).toBeFocused();
  });
});

test("a mapping that two people changed is settled either way by the keyboard alone", async ({ page, partner }) => {
  await partner.setUp({ shield: 107 });
  await partner.signIn(page, TAB.mapping);
  const save = page.getByRole("button", { name: "Save" });
  const conflict = page.getByRole("alert").filter({ hasText: "Somebody else changed the mapping meanwhile" });

  await test.step("taking theirs", async () => {
    await choose(page, "Shield", "BRACKET");
    await choose(page, "SafeSend", "SAFESEND");
    await saveElsewhere(partner, "shield", "105");
    await press(page, save);
    await expect(conflict).toContainText("Shield: now SECURESTORE, your choice BRACKET");
    await expect(save).toBeFocused();
    const take = conflict.getByRole("button", { name: "Take theirs" });
    await tabTo(page, take, { key: "Shift+Tab" });
    await page.keyboard.press("Enter");
    await expectFocusKeptWithout(page, take);
    await expect(productOf(page, "Shield")).toHaveText("SECURESTORE");
  });

  await test.step("keeping the own choice, then saving from where the focus is left", async () => {
    await choose(page, "Shield", "BRACKET");
    await saveElsewhere(partner, "shield", "107");
    await press(page, save);
    const keep = conflict.getByRole("button", { name: "Keep my choices" });
    await expect(keep).toBeVisible();
    await tabTo(page, keep, { key: "Shift+Tab" });
    await page.keyboard.press("Space");
    await expectFocusKeptWithout(page, keep);
    await tabTo(page, save, { atMost: 2 });
    await page.keyboard.press("Enter");
    await expect(page.getByText("No unsaved changes")).toBeVisible();
    await expectFocusKept(page);
    await expect(productOf(page, "Shield")).toHaveText("BRACKET");
  });
});

test("leaving with unsaved changes is answered by the keyboard alone", async ({ page, partner }) => {
  await partner.setUp();
  await partner.signIn(page, TAB.mapping);
  await choose(page, "SafeSend", "BRACKET");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  const customers = page.getByRole("link", { name: "Customers", exact: true });
  await test.step("the question begins on what loses nothing, and Escape goes back to the link", async () => {
    await tabTo(page, customers, { key: "Shift+Tab" });
    await page.keyboard.press("Enter");
    await expect(question.getByRole("button", { name: "Stay on the page" })).toBeFocused();
    await expectFocusSeen(page);
    await expectTrapped(page, question);
    await page.keyboard.press("Escape");
    await expect(question).toHaveCount(0);
    await expect(customers).toBeFocused();
    await expect(productOf(page, "SafeSend")).toHaveText("BRACKET");
  });

  await test.step("leaving all the same", async () => {
    await page.keyboard.press("Enter");
    await expect(question.getByRole("button", { name: "Stay on the page" })).toBeFocused();
    await press(page, question.getByRole("button", { name: "Leave without saving" }));
    await page.waitForURL((url) => url.pathname === TAB.customers);
    await expectFocusKeptWithout(page, question);
  });
});

test("support is asked to remove a mapping by the keyboard alone", async ({ page, partner }) => {
  await partner.setUp({ shield: 107 });
  await partner.signIn(page, TAB.mapping);
  const ask = page.getByRole("button", { name: "Ask support to remove it: Shield" });
  const dialog = page.getByRole("dialog", { name: "Ask support to remove the mapping of Shield" });
  await press(page, ask);
  await openedAndLeft(page, dialog, ask);
  await page.keyboard.press("Enter");
  await focusIn(page, dialog, dialog.getByLabel("Why should it be removed?"));
  await page.keyboard.type("We stopped offering it.");
  await press(page, dialog.getByRole("button", { name: "Send request" }));
  await expect(notice(page, "Support was asked to remove the mapping of Shield")).toBeVisible();
  await expectFocusKeptWithout(page, ask);
});

test("support finds a request and a partner, and removes mappings, by the keyboard alone", async ({ browser, partner }) => {
  await partner.setUp({ shield: 107, safesend: 102 });
  await partner.api.mutate("mapping.requestUnmap", { providerId: "connectwise-manage", service: "shield" });
  const support = await openAsSupport(browser, "/support");
  await test.step("the request is answered, with its ticket", async () => {
    await press(support, support.getByRole("link", { name: "Requests", exact: true }));
    await expect(support.getByRole("heading", { name: "Requests", level: 1 })).toBeFocused();
    const remove = support.getByRole("button", { name: `Remove mapping of Shield for ${partner.name}`, exact: true });
    const dialog = support.getByRole("dialog", { name: "Remove mapping of Shield" });
    await press(support, remove);
    await openedAndLeft(support, dialog, remove);
    await support.keyboard.press("Enter");
    await giveTicket(support, dialog, "Shield");
    await expectFocusKeptWithout(support, remove);
  });

  await test.step("a partner is looked for, and its mapping removed on its own page", async () => {
    await tabTo(support, support.getByRole("link", { name: "Partners", exact: true }), { key: "Shift+Tab" });
    await support.keyboard.press("Enter");
    await expect(support.getByRole("heading", { name: "Partners", level: 1 })).toBeFocused();
    await tabTo(support, support.getByRole("searchbox"));
    await support.keyboard.type(partner.id);
    const row = support.getByRole("link", { name: partner.name, exact: true });
    await press(support, row);
    await expect(support.getByText(`Support view of ${partner.name}.`)).toBeVisible();
    await expect(support.getByRole("heading", { name: "Integrations", level: 1 })).toBeFocused();
    await press(support, support.getByRole("link", { name: /ConnectWise Manage/ }).first());
    // The page takes the focus once it is there; whoever goes on before loses their place.
    await expect(support.getByRole("heading", { name: "ConnectWise Manage", level: 1 })).toBeFocused();
    await press(support, support.getByRole("link", { name: "Mapping", exact: true }));
    const remove = support.getByRole("button", { name: "Remove mapping of SafeSend" });
    await press(support, remove);
    await giveTicket(support, support.getByRole("dialog", { name: "Remove mapping of SafeSend" }), "SafeSend");
    await expectFocusKeptWithout(support, remove);
    await expect(productOf(support, "SafeSend")).toHaveText("Not Assigned");
  });
  await support.context().close();
});

async function holdRun(page: Page, partner: BrowserPartner): Promise<void> {
  const places = { a: [250, 2001], b: [251, 2002], c: [252, 2004], d: [253, 2005], e: [254, 2006], f: [256, 2008] } as const;
  const names = ["Alder", "Bayshore", "Cedar Key", "Dunmore", "Eastlake", "Gulfside"];
  await partner.push(Object.keys(places).map((id, index) => ({ id, name: names[index] ?? id, quantities: { cloudfilter: 0 } })));
  await partner.setUp({ cloudfilter: 101 }, places);
  await partner.signIn(page, TAB.activity);
  await press(page, page.getByRole("button", { name: "Update now" }));
  await expect(page.getByText("Held before anything was written: 6 changes wait.")).toBeVisible();
}

async function backToRuns(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("link", { name: "All updates" }), { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Update now" })).toBeVisible();
}

async function choose(page: Page, service: string, product: string): Promise<void> {
  const dropdown = productOf(page, service);
  await tabTo(page, dropdown, { key: await directionTo(dropdown) });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Search products" })).toBeFocused();
  await page.keyboard.type(product);
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(dropdown).toHaveText(product);
  await expect(dropdown).toBeFocused();
}

/** Somebody who looks for something above where they are goes back. */
function directionTo(target: Locator): Promise<"Tab" | "Shift+Tab"> {
  return target.evaluate((element) => {
    const focused = document.activeElement ?? document.body;
    return (focused.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) > 0 ? "Shift+Tab" : "Tab";
  });
}

/** The dialog takes the focus, keeps it, and gives it back on Escape. */
async function openedAndLeft(page: Page, dialog: Locator, opener: Locator): Promise<void> {
  await expectFocusInside(dialog);
  await expectFocusSeen(page);
  await expectTrapped(page, dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
}

async function focusIn(page: Page, dialog: Locator, target: Locator): Promise<void> {
  await expectFocusInside(dialog);
  if (!(await hasFocus(target))) await tabTo(page, target, { atMost: 4 });
}

/** Sent without a ticket it stays, and says what is missing. */
async function giveTicket(page: Page, dialog: Locator, service: string): Promise<void> {
  const ticket = dialog.getByLabel("Ticket reference");
  await focusIn(page, dialog, ticket);
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("A ticket reference is needed.");
  await expect(ticket).toBeFocused();
  await page.keyboard.type("T-20481");
  await press(page, dialog.getByRole("button", { name: "Remove mapping" }));
  await expect(notice(page, `The mapping of ${service} was removed`)).toBeVisible();
}

function expectFocusInside(dialog: Locator): Promise<void> {
  return expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
}

/** What had the focus is gone; the focus is not. */
async function expectFocusKeptWithout(page: Page, gone: Locator): Promise<void> {
  await expect(gone).toHaveCount(0);
  await expectFocusKept(page);
}

/** Not lost to the page as a whole, from where a person would have to begin again. */
async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  await expectFocusSeen(page);
}

async function saveElsewhere(partner: BrowserPartner, service: string, productId: string): Promise<void> {
  await partner.api.mutate("mapping.save", { providerId: "connectwise-manage", assignments: [{ service, productId }] });
}
