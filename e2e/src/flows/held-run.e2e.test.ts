import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

/** Agreements whose only counted service falls to 0 together: what a broken count looks like. */
const PLACES = { a: [250, 2001], b: [251, 2002], c: [252, 2004], d: [253, 2005], e: [254, 2006], f: [256, 2008] } as const;
const NAMES = ["Alder", "Bayshore", "Cedar Key", "Dunmore", "Eastlake", "Gulfside"];

test("a run that would drop most lines is held with its reason, and goes on once it is let go", async ({ page, partner }) => {
  await brokenCount(partner);
  await partner.signIn(page, TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("Held before anything was written: 6 changes wait.")).toBeVisible();
  await expect(page.getByText("An unusual share of additions would fall to 0, so nothing was written.")).toBeVisible();
  await expect(page.getByText("Look at the list; let the update go if it is right, or cancel it.")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Bayshore" })).toContainText("from 42 to 0");
  expect(quantitiesOf(partner)).toEqual([14, 42, 61, 23, 31, 77]);
  await page.getByRole("button", { name: "Let it go" }).click();
  await expect(notice(page, "The update goes on")).toBeVisible();
  await expect(page.getByText("6 quantities set.")).toBeVisible();
  expect(quantitiesOf(partner)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a held run that is cancelled in Activity writes nothing, ever", async ({ page, partner }) => {
  await brokenCount(partner);
  await partner.signIn(page, TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByText("Held before anything was written: 6 changes wait.")).toBeVisible();
  await page.getByRole("link", { name: "All updates" }).click();
  const row = page.getByRole("main").getByRole("link", { name: /^Manual update/ });
  await expect(row).toContainText("Held");
  await row.click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await expect(notice(page, "The update is cancelled")).toBeVisible();
  await expect(page.getByText("Cancelled; 0 quantities had been set.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Let it go" })).toHaveCount(0);
  await page.getByRole("link", { name: "All updates" }).click();
  await expect(row).toContainText("Cancelled");
  expect(quantitiesOf(partner)).toEqual([14, 42, 61, 23, 31, 77]);
});

async function brokenCount(partner: BrowserPartner): Promise<void> {
  const customers = Object.keys(PLACES).map((id, index) => ({ id, name: NAMES[index] ?? id, quantities: { cloudfilter: 0 } }));
  await partner.push(customers);
  await partner.setUp({ cloudfilter: 101 }, PLACES);
}

function quantitiesOf(partner: BrowserPartner): Array<number | null | undefined> {
  return Object.values(PLACES).map(
    ([, agreement]) => partner.tenant.data.lines(agreement).find(({ productId }) => productId === 101)?.quantity,
  );
}
