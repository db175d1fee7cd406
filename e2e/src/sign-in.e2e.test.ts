import { expect, test } from "./support/browser-test.ts";

test("a partner signs in and sees the integrations", async ({ page, partner }) => {
  await partner.signIn(page);
  await expect(page.getByRole("heading", { name: "Inactive Integrations" })).toBeVisible();
  await expect(page.getByText("ConnectWise Manage").first()).toBeVisible();
});
