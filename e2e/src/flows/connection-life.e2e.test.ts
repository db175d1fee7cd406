import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { notice, TAB } from "../support/screens.ts";

test("paused, resumed and removed: each is said in words, and removing lists what is lost and wants its name typed", async ({
  page,
  partner,
}) => {
  await partner.push(CUSTOMERS);
  await partner.setUp({ cloudfilter: 101, shield: 107 }, { alder: [250, 2001] });
  await partner.api.mutate("mapping.requestUnmap", { providerId: "connectwise-manage", service: "shield" });
  await partner.signIn(page, TAB.connection);

  await test.step("pause", async () => {
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await expect(notice(page, "ConnectWise Manage is paused")).toBeVisible();
    await expect(page.getByText("Paused: nothing is updated", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toHaveCount(0);
  });

  await test.step("a run is refused while paused, with what to do", async () => {
    await page.getByRole("link", { name: "Activity", exact: true }).click();
    await expect(page.getByText("Nothing runs while the integration is paused or needs attention.")).toBeVisible();
  });

  await test.step("resume", async () => {
    await page.getByRole("link", { name: "Connection", exact: true }).click();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await expect(notice(page, "ConnectWise Manage is active again")).toBeVisible();
    await expect(page.getByText("Paused: nothing is updated", { exact: true })).toHaveCount(0);
  });

  await test.step("removing lists what is lost, and Cancel removes nothing", async () => {
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Remove ConnectWise Manage?" });
    await expect(dialog.getByRole("listitem")).toHaveText([
      "the settings and keys",
      "the mappings of 2 services",
      "the assignment of 1 customer",
      "1 open request to support",
    ]);
    await expect(dialog).toContainText("The agreements at ConnectWise Manage stay as they are, and the history of updates stays here.");
    await expect(dialog.getByRole("button", { name: "Remove" })).toBeDisabled();
    await dialog.getByLabel("Type ConnectWise Manage to confirm").fill("connectwise");
    await expect(dialog.getByRole("button", { name: "Remove" })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  });

  await test.step("with its name typed it is gone, and can be enabled anew", async () => {
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Remove ConnectWise Manage?" });
    await dialog.getByLabel("Type ConnectWise Manage to confirm").fill("ConnectWise Manage");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(notice(page, "ConnectWise Manage was removed")).toBeVisible();
    const inactive = page.getByRole("region", { name: "Inactive Integrations" });
    await expect(inactive.getByRole("link", { name: "Enable ConnectWise Manage" })).toBeVisible();
    const listed = await partner.api.query<Array<{ status: string }>>("integrations.list", {});
    expect(listed.every(({ status }) => status === "inactive")).toBe(true);
  });
});

test("stored keys are never shown again; they are replaced, or kept, and a wrong new one leaves the stored one in use", async ({
  page,
  partner,
}) => {
  await partner.setUp();
  const second = partner.tenant.addMember({ publicKey: "SecondPublic0001", privateKey: "SecondPrivate001" });
  const answers: string[] = [];
  page.on("response", async (response) => {
    if (response.url().includes("/trpc/")) answers.push(await response.text().catch(() => ""));
  });
  await partner.signIn(page, TAB.connection);
  await expect(page.getByText("Stored. It is never shown again.")).toHaveCount(2);
  await expect(page.getByLabel("Company ID")).toHaveValue(partner.keys.companyId);
  await expect(page.getByLabel("Company ID")).toBeDisabled();

  await test.step("Replace opens an empty field, and Keep stored closes it", async () => {
    await page.getByRole("button", { name: "Replace Public key" }).click();
    await expect(page.getByRole("textbox", { name: "Public key" })).toHaveValue("");
    await expect(page.getByRole("textbox", { name: "Public key" })).toBeFocused();
    await page.getByRole("button", { name: "Keep stored Public key" }).click();
    await expect(page.getByText("Stored. It is never shown again.")).toHaveCount(2);
    await expect(page.getByText("No unsaved changes")).toBeVisible();
  });

  await test.step("a new key that does not work is not stored", async () => {
    await page.getByRole("button", { name: "Replace Private key" }).click();
    await page.getByRole("textbox", { name: "Private key" }).fill("Wrong");
    await page.getByRole("button", { name: "Check and save" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Not saved" })).toContainText("The provider does not accept these credentials.");
    const stored = await partner.api.query<{ ok: boolean }>("connection.check", { providerId: "connectwise-manage" });
    expect(stored.ok).toBe(true);
  });

  await test.step("a pair that works is stored and hidden at once", async () => {
    await page.getByRole("button", { name: "Replace Public key" }).click();
    const publicKey = page.getByRole("textbox", { name: "Public key" });
    await expect(publicKey).not.toHaveAttribute("aria-invalid", "true");
    await publicKey.fill(second.publicKey);
    await page.getByRole("textbox", { name: "Private key" }).fill(second.privateKey);
    await page.getByRole("button", { name: "Check and save" }).click();
    await expect(notice(page, "Settings of ConnectWise Manage saved")).toBeVisible();
    await expect(page.getByText("Stored. It is never shown again.")).toHaveCount(2);
    partner.tenant.removeMember(partner.keys.publicKey);
    await page.getByRole("button", { name: "Check access" }).click();
    await expect(page.getByText("The keys work")).toBeVisible();
  });

  expect(answers.length).toBeGreaterThan(0);
  for (const secret of [partner.keys.publicKey, partner.keys.privateKey, second.publicKey, second.privateKey]) {
    expect(answers.filter((answer) => answer.includes(secret))).toEqual([]);
    expect(await page.content()).not.toContain(secret);
  }
});
