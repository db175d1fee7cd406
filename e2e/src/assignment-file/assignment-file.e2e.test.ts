import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

async function choose(page: Page, text: string | Buffer): Promise<void> {
  const buffer = typeof text === "string" ? Buffer.from(text) : text;
  await page.getByLabel("Choose a CSV file").setInputFiles({ name: "assignments.csv", mimeType: "text/csv", buffer });
}

test("assignments go out to a file, and come in again once every row was seen and all of it confirmed", async ({ page, partner }) => {
  await partner.push([
    { id: "=alder", name: "Alder Grove Dental" },
    { id: "bayshore", name: "Bayshore Legal Partners" },
    { id: "dunmore", name: "Dunmore Architects" },
  ]);
  await partner.setUp({}, { bayshore: [251, 2002] });
  await partner.signIn(page, TAB.customers);
  await page.getByRole("link", { name: "CSV file" }).click();

  const file = await test.step("the file has every customer, and no id is a formula in it", async () => {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const text = await readFile(await (await arriving).path(), "utf8");
    expect(text.split("\r\n")[1]).toBe(`"'=alder","Alder Grove Dental","","","",""`);
    expect(text).toContain('"bayshore","Bayshore Legal Partners","251"');
    return text;
  });

  await test.step("a file that is none of ours is refused as a whole", async () => {
    await choose(page, "name;value\nx;1\n");
    await expect(page.getByText("Columns are missing: customer_id, company_id, agreement_id.")).toBeVisible();
    await choose(page, Buffer.from([0x63, 0xfc, 0x0a]));
    await expect(page.getByText("It is not UTF-8.")).toBeVisible();
  });

  await test.step("one bad row keeps all of them out, and says why", async () => {
    await choose(page, "customer_id;company_id;agreement_id\ndunmore;253;2005\nnobody;253;2005\n=alder;250;2005\nbayshore;251;2002\n");
    await expect(page.getByText("1 to save, 2 that cannot be saved, 4 rows")).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "nobody" })).toContainText("There is no such customer.");
    await expect(page.getByRole("row").filter({ hasText: "=alder" })).toContainText("not of");
    await expect(page.getByRole("row").filter({ hasText: "bayshore" })).toContainText("As it is");
    await expect(page.getByRole("button", { name: "Save 1 assignment" })).toBeDisabled();
  });

  await test.step("our own file, filled in, is shown and then saved", async () => {
    await choose(page, file.replace(`"Alder Grove Dental","","","",""`, `"Alder Grove Dental","250","","2001",""`));
    await expect(page.getByText("1 to save, 0 that cannot be saved, 3 rows")).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "Alder" })).toContainText(
      "Alder Grove Dental · Alder Grove Dental - Managed Services",
    );
    await page.getByRole("button", { name: "Save 1 assignment" }).click();
    await expect(notice(page, "1 customer is assigned")).toBeVisible();
    await page.goto(TAB.customers);
    await expect(page.getByRole("row").filter({ hasText: "Alder Grove Dental" })).toContainText("Complete");
    await expect(page.getByRole("row").filter({ hasText: "Dunmore" })).toContainText("Not assigned");
  });
});
