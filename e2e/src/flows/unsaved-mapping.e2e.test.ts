import { expect, test } from "../support/browser-test.ts";
import { chooseProduct, notice, productOf, TAB } from "../support/screens.ts";

test("leaving with unsaved changes is asked about, and staying keeps them", async ({ page, partner }) => {
  await partner.setUp({ shield: 107 });
  await partner.signIn(page, TAB.mapping);
  await chooseProduct(page, "SafeSend", "SAFESEND");
  await chooseProduct(page, "Shield", "BRACKET");
  await expect(page.getByText("2 unsaved changes")).toBeVisible();
  await expect(page.getByText("Not saved yet; was SHIELD")).toBeVisible();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });

  await test.step("staying keeps every choice", async () => {
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await expect(question).toContainText("2 changes on this page are not saved and would be lost.");
    await question.getByRole("button", { name: "Stay on the page" }).click();
    await expect(question).toHaveCount(0);
    expect(new URL(page.url()).pathname).toBe(TAB.mapping);
    await expect(productOf(page, "SafeSend")).toHaveText("SAFESEND");
    await expect(productOf(page, "Shield")).toHaveText("BRACKET");
  });

  await test.step("the browser asks as well where the whole site would be left", async () => {
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => void setTimeout(() => location.reload()));
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await expect(page.getByText("2 unsaved changes")).toBeVisible();
  });

  await test.step("Discard takes them back and asks nothing any more", async () => {
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByText("No unsaved changes")).toBeVisible();
    await expect(productOf(page, "SafeSend")).toHaveText("Not Assigned");
    await expect(productOf(page, "Shield")).toHaveText("SHIELD");
    await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  });

  await test.step("leaving all the same loses them, and nothing was stored", async () => {
    await chooseProduct(page, "SafeSend", "SAFESEND");
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await expect(question).toContainText("1 change on this page is not saved and would be lost.");
    await question.getByRole("button", { name: "Leave without saving" }).click();
    await page.waitForURL((url) => url.pathname === TAB.customers);
    await page.getByRole("link", { name: "Mapping", exact: true }).click();
    await expect(productOf(page, "SafeSend")).toHaveText("Not Assigned");
  });
});

test("a mapping that another session saved meanwhile is shown beside the own choice, never overwritten unseen", async ({
  page,
  partner,
}) => {
  await partner.setUp({ shield: 107 });
  await partner.signIn(page, TAB.mapping);
  await chooseProduct(page, "Shield", "BRACKET");
  await chooseProduct(page, "SafeSend", "SAFESEND");
  const saveElsewhere = (productId: string) =>
    partner.api.mutate("mapping.save", { providerId: "connectwise-manage", assignments: [{ service: "shield", productId }] });
  await saveElsewhere("105");
  await page.getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("alert").filter({ hasText: "Somebody else changed the mapping meanwhile" });
  await expect(conflict).toContainText("Shield: now SECURESTORE, your choice BRACKET");
  await expect(conflict).toBeInViewport({ ratio: 1 });
  await expect(page.getByText("2 unsaved changes")).toBeVisible();

  await test.step("taking theirs keeps what does not collide", async () => {
    await conflict.getByRole("button", { name: "Take theirs" }).click();
    await expect(conflict).toHaveCount(0);
    await expect(productOf(page, "Shield")).toHaveText("SECURESTORE");
    await expect(productOf(page, "SafeSend")).toHaveText("SAFESEND");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(notice(page, "1 mapping saved")).toBeVisible();
  });

  await test.step("keeping the own choice saves it over theirs", async () => {
    await chooseProduct(page, "Shield", "BRACKET");
    await saveElsewhere("107");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(conflict).toContainText("Shield: now SHIELD, your choice BRACKET");
    await conflict.getByRole("button", { name: "Keep my choices" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("No unsaved changes")).toBeVisible();
    const stored = await partner.api.query<Array<{ service: string; productId: string | null }>>("mapping.list", {
      providerId: "connectwise-manage",
    });
    expect(stored.find(({ service }) => service === "shield")?.productId).toBe("103");
    expect(stored.find(({ service }) => service === "safesend")?.productId).toBe("102");
  });
});
