import { readFile } from "node:fs/promises";
import { expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

test("limits that are changed apply, and stand in the history and in its file", async ({ page, partner }) => {
  await partner.setUp({ cloudfilter: 101 });
  await partner.signIn(page, TAB.connection);
  await expect(page.getByText("at least 5 additions and 30% of all additions")).toBeVisible();

  await page.getByRole("button", { name: "Change limits" }).click();
  await page.getByLabel("Share of all additions, in percent").fill("130");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("A whole number from 0 to 100.")).toBeVisible();
  await expect(page.getByLabel("Share of all additions, in percent")).toBeFocused();
  await page.getByLabel("Share of all additions, in percent").fill("45");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(notice(page, "Limits of ConnectWise Manage saved")).toBeVisible();
  await expect(page.getByText("at least 5 additions and 45% of all additions")).toBeVisible();

  await page.getByRole("link", { name: "History", exact: true }).click();
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText("Changed the limits of ConnectWise Manage");
  await expect(newest).toContainText("Share of all additions, in percent: 45 %");
  await expect(newest).toContainText("127.0.0.1");
  await expect(page.getByText("Enabled ConnectWise Manage")).toBeVisible();

  const arriving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  const file = await arriving;
  expect(file.suggestedFilename()).toBe(`history-${partner.id}.csv`);
  const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
  expect(lines[0]).toContain('"Time (UTC)","Who","Role","Action","What"');
  expect(lines[1]).toContain('"connection.preferences_saved","Changed the limits of ConnectWise Manage"');
  expect(lines.at(-2)).toMatch(/"partner.put"|"customers.put"|"connection.enabled"/);
});
