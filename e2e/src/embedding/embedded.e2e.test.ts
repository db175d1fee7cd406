import { expect, test } from "../support/browser-test.ts";
import { MOUNT, startHostConsole, type HostConsole } from "./host-console.ts";

let host: HostConsole;
test.beforeAll(async ({ stack }) => {
  host = await startHostConsole(stack.hostPort, stack.url);
});
test.afterAll(() => host.close());

test("the settings pages work below a path of another console: alone, after a reload at any address, and in a frame", async ({
  page,
  partner,
  stack,
}) => {
  const console = `http://127.0.0.1:${stack.hostPort}`;
  const outside: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === console && pathname !== "/" && !pathname.startsWith(`${MOUNT}/`)) outside.push(pathname);
  });
  await partner.enable();
  await partner.signIn(page, `${console}${MOUNT}/`);
  await page
    .getByRole("link", { name: /ConnectWise Manage/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`^${console}${MOUNT}/integrations/connectwise-manage`));
  await page
    .getByRole("tab", { name: "Mapping" })
    .or(page.getByRole("link", { name: "Mapping" }))
    .first()
    .click();
  await expect(page.getByText("CloudFilter").first()).toBeVisible();
  const address = page.url();
  await page.reload();
  await expect(page.getByText("CloudFilter").first()).toBeVisible();
  expect(page.url()).toBe(address);

  // The frame is of the same origin: the sign-in of this tab is that of the frame.
  await page.goto(console);
  const frame = page.frameLocator('iframe[title="Integrations"]');
  await expect(frame.getByText("ConnectWise Manage").first()).toBeVisible();
  expect(outside).toEqual([]);
});

test("a host's own colours are taken, with nothing built anew", async ({ page, partner, stack }) => {
  await partner.signIn(page, `http://127.0.0.1:${stack.hostPort}${MOUNT}/`);
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.locator("body")).toHaveCSS("background-color", "rgb(250, 245, 235)");
  const primary = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ui-primary").trim());
  expect(primary).toBe("rgb(120, 20, 90)");
});
