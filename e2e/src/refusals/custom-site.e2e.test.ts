import { expect, test } from "../support/browser-test.ts";
import { fillKeys, notice, TAB } from "../support/screens.ts";

const CHECK_BOX = "Use a custom ConnectWise site";
const SITE = "Site (FQDN)";
const WRONG = "Site (FQDN) is a bare host name such as psa.example.com, without https:// and without a path.";

test("the check box reveals the site, which is checked as soon as it is left", async ({ page, partner, stack }) => {
  await partner.signIn(page, TAB.connection);
  await expect(page.getByLabel("Private key")).toBeVisible();
  await expect(page.getByLabel(SITE)).toHaveCount(0);
  await fillKeys(page, partner.keys);
  await page.getByLabel(CHECK_BOX).check();
  const site = page.getByLabel(SITE);
  await expect(site).toBeVisible();

  await test.step("not before it is left, and with the field marked for screen readers", async () => {
    await site.fill("https://psa.example.com/v4_6");
    await expect(page.getByText(WRONG)).toHaveCount(0);
    await site.blur();
    await expect(page.getByText(WRONG)).toBeVisible();
    await expect(site).toHaveAttribute("aria-invalid", "true");
    await expect(site).toHaveAccessibleDescription(new RegExp(WRONG.slice(0, 40).replaceAll(/[()]/g, String.raw`\$&`)));
  });

  await test.step("nothing is sent while it is wrong, and the focus goes to it", async () => {
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(site).toBeFocused();
    await expect(page.getByText(WRONG)).toBeVisible();
    expect(stack.simulator.requests.list({ tenant: partner.keys.companyId })).toEqual([]);
  });

  await test.step("what is typed counts again once the box is ticked again", async () => {
    await page.getByLabel(CHECK_BOX).uncheck();
    await expect(site).toHaveCount(0);
    await page.getByLabel(CHECK_BOX).check();
    await expect(site).toHaveValue("https://psa.example.com/v4_6");
  });

  await test.step("the error goes as soon as the value is right", async () => {
    await site.fill(stack.simulator.site);
    await expect(page.getByText(WRONG)).toHaveCount(0);
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
  });
});

test("fields left empty are named one by one, the first of them in focus", async ({ page, partner }) => {
  await partner.signIn(page, TAB.connection);
  await page.getByLabel("Public key").fill(partner.keys.publicKey);
  await page.getByRole("button", { name: "Check and enable" }).click();
  await expect(page.getByLabel("Company ID")).toBeFocused();
  for (const label of ["Company ID", "Private key"]) await expect(page.getByLabel(label)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Public key")).toHaveValue(partner.keys.publicKey);
  await expect(page.getByLabel("Public key")).not.toHaveAttribute("aria-invalid", "true");
});
