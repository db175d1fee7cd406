import { CUSTOMERS, expect, test } from "../support/browser-test.ts";
import { openAsSupport } from "../support/people.ts";

test("support sees who is in trouble, why, and opens what the partner sees, which the partner can read about", async ({
  page,
  partner,
  browser,
}) => {
  await partner.push(CUSTOMERS);
  await partner.setUp({ shield: 107, cloudfilter: 101 }, { alder: [250, 2001] });
  await partner.api.mutate("mapping.requestUnmap", { providerId: "connectwise-manage", service: "shield" });
  partner.tenant.removeMember(partner.keys.publicKey);
  const { runId } = await partner.api.mutate<{ runId: string }>("runs.start", { providerId: "connectwise-manage" });
  await expect.poll(async () => (await partner.api.query<{ status: string }>("runs.get", { runId })).status).toBe("failed");

  const support = await openAsSupport(browser, "/support");
  await support.getByRole("searchbox").fill(partner.id);
  const row = support.getByRole("row").filter({ has: support.getByRole("link", { name: partner.name, exact: true }) });
  await expect(row).toContainText("Needs attention");
  await expect(row).toContainText("The provider does not accept these credentials.");
  await expect(row).toContainText("1 open request");
  await expect(support).toHaveURL(new RegExp(`search=${partner.id}`));

  await test.step("the filters count, narrow down, and stand in the address", async () => {
    await support.getByRole("button", { name: /^Needs attention/ }).click();
    await expect(row).toBeVisible();
    await support.getByRole("button", { name: /^Open requests/ }).click();
    await expect(row).toBeVisible();
    await support.getByLabel("Sort by").selectOption("Requests, most first");
    await expect(support).toHaveURL(/show=requests/);
    await expect(support).toHaveURL(/sort=requests/);
    await support.reload();
    await expect(row).toBeVisible();
    await support.goto("/support?search=nobody+of+this+name");
    await expect(support.getByText("No partner matches")).toBeVisible();
    await support.goBack();
  });

  await test.step("the partner's own screens are a click away, and every look is in its history", async () => {
    await row.getByRole("link", { name: partner.name, exact: true }).click();
    await expect(support.getByText(`Support view of ${partner.name}.`)).toBeVisible();
    await support.getByRole("link", { name: "Notifications" }).click();
    await expect(support.getByText("Each person of the account chooses for themselves what is sent to them.")).toBeVisible();
  });
  await support.context().close();
  await partner.signIn(page, "/history");
  await expect(page.getByText("Looked at the notification settings")).toBeVisible();
  await expect(page.getByText("Looked at the integrations")).toBeVisible();
});
