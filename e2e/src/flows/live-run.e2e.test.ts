import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

test("a running run tells how far it is, and shows its changes as they are made, without a reload", async ({ page, partner, stack }) => {
  await partner.push(CUSTOMERS);
  await partner.setUp(
    { cloudfilter: 101, bracket: 103, safesend: 102 },
    { alder: [250, 2001], bayshore: [251, 2002], dunmore: [253, 2005] },
  );
  const writes = stack.simulator.faults.hold({ match: { tenant: partner.keys.companyId, method: "PATCH" } });
  await partner.signIn(page, TAB.activity);
  await page.getByRole("button", { name: "Update now" }).click();
  await expect(page.getByRole("heading", { name: "Manual update" })).toBeVisible();
  const held = await writes.next();
  await expect(page.getByText(/^Setting quantities: 0 of \d+$/).first()).toBeVisible();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  held.release();
  writes.remove();
  await expect(page.getByText("3 quantities set.")).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "Alder Grove Dental" })).toContainText("from 14 to 15");
});

test("a line somebody removed at ConnectWise is asked about, and added again only when told so", async ({ page, partner }) => {
  await partner.push([{ id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 14, safesend: 14 } }]);
  await partner.setUp({ cloudfilter: 101, safesend: 102 }, { alder: [250, 2001] });
  await partner.signIn(page, TAB.activity);
  const { data } = partner.tenant;
  const linesOf = (product: number) => data.lines(2001).filter(({ productId }) => productId === product);

  await test.step("the first run remembers both lines", async () => {
    await page.getByRole("button", { name: "Update now" }).click();
    await expect(page.getByText("Everything was right already.")).toBeVisible();
    for (const line of [...linesOf(101), ...linesOf(102)]) data.deleteLine(line.id);
  });

  const update = async () => {
    await page.getByRole("link", { name: "All updates" }).click();
    await page.getByRole("button", { name: "Update now" }).click();
  };
  const row = (product: string) => page.getByRole("row").filter({ hasText: product });

  await test.step("the next one writes nothing for them and asks", async () => {
    await update();
    await expect(page.getByText("0 quantities set, 2 to look at.")).toBeVisible();
    for (const product of ["CLOUDFILTER", "SAFESEND"]) {
      await expect(row(product)).toContainText("The addition we kept was cancelled or removed at the provider.");
      await expect(row(product)).toContainText("Choose to add it again or to leave it.");
    }
    expect([...linesOf(101), ...linesOf(102)]).toEqual([]);
    await row("CLOUDFILTER").getByRole("button", { name: "Add it again" }).click();
    await expect(notice(page, "It will be added again")).toBeVisible();
    await row("SAFESEND").getByRole("button", { name: "Leave it" }).click();
    await expect(notice(page, "It will be left as it is")).toBeVisible();
  });

  await test.step("and the one after that does as it was told", async () => {
    await update();
    await expect(page.getByText("1 quantity set.")).toBeVisible();
    await expect(row("CLOUDFILTER")).toContainText("Added");
    expect(linesOf(101).map(({ quantity }) => quantity)).toEqual([14]);
    expect(linesOf(102)).toEqual([]);
  });
});
