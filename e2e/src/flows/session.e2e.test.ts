import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser-test.ts";
import { personOf } from "../support/people.ts";
import { chooseProduct, fillKeys, notice, productOf, TAB } from "../support/screens.ts";

test("a session that ends while keys are typed is taken up in a window of its own, and the click goes on by itself", async ({
  page,
  partner,
}) => {
  await partner.signIn(page, TAB.connection);
  await fillKeys(page, partner.keys);
  await endSession(page);
  await page.getByRole("button", { name: "Check and enable" }).click();
  const expired = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(expired).toContainText("Everything you have typed stays on this page.");
  const opening = page.waitForEvent("popup");
  await expired.getByRole("button", { name: "Sign in again" }).click();
  const popup = await opening;
  await popup.getByRole("button", { name: personOf(partner) }).click();
  await expect(expired).toHaveCount(0);
  await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
});

test("where no window can open, the sign-in on the page brings the choices back", async ({ page, partner }) => {
  await partner.setUp();
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await partner.signIn(page, TAB.mapping);
  await chooseProduct(page, "SafeSend", "SAFESEND");
  await endSession(page);
  await page.getByRole("button", { name: "Save" }).click();
  const expired = page.getByRole("dialog", { name: "Your session has ended" });
  await expired.getByRole("button", { name: "Sign in again" }).click();
  await expect(expired).toContainText("The sign-in window did not work");
  await expired.getByRole("button", { name: "Sign in on this page" }).click();
  await page.getByRole("button", { name: personOf(partner) }).click();
  await page.waitForURL((url) => url.pathname === TAB.mapping);
  await expect(productOf(page, "SafeSend")).toHaveText("SAFESEND");
  await expect(page.getByText("1 unsaved change", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(notice(page, "1 mapping saved")).toBeVisible();
});

test("signing out ends the session at the sign-in provider too", async ({ page, partner }) => {
  await partner.signIn(page);
  await expect(page.getByRole("heading", { name: "Inactive Integrations" })).toBeVisible();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "You have signed out" })).toBeVisible();
  expect(
    await page.evaluate(() =>
      Object.values({ ...sessionStorage, ...localStorage }).filter((value) => String(value).includes("access_token")),
    ),
  ).toEqual([]);
  await page.goto(TAB.connection);
  await expect(page.getByRole("heading", { name: "Choose a sample account" })).toBeVisible();
});

/** The token is refused from now on, and the sign-in provider knows this browser no more. */
async function endSession(page: Page): Promise<void> {
  await page.context().clearCookies();
  let isSignedInAgain = false;
  page.context().on("response", (response) => {
    if (response.url().endsWith("/token") && response.request().method() === "POST" && response.ok()) isSignedInAgain = true;
  });
  await page.route("**/token", async (route) => {
    if (route.request().postData()?.includes("grant_type=refresh_token") === true) {
      await route.fulfill({ status: 400, json: { error: "invalid_grant" }, headers: { "access-control-allow-origin": "*" } });
    } else await route.fallback();
  });
  await page.route("**/trpc/**", async (route) => {
    if (isSignedInAgain) await route.fallback();
    else await route.continue({ headers: { ...route.request().headers(), authorization: "Bearer ended" } });
  });
}
