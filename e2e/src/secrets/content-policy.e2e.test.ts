import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { SUPPORT_ACCOUNT } from "../support/accounts.ts";
import { CUSTOMERS, expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { watchPage } from "./watch-page.ts";

/** Every page by the name of its route. */
const PUBLIC: Readonly<Record<string, string>> = {
  "sign-in-unavailable": "/sign-in/unavailable",
  "signed-out": "/signed-out",
};
const SUPPORT: Readonly<Record<string, string>> = { "support-partners": "/support", "support-requests": "/support/requests" };

function partnerPages(runId: string): Readonly<Record<string, string>> {
  return {
    integrations: "/integrations",
    connection: "/integrations/connectwise-manage/connection",
    mapping: "/integrations/connectwise-manage/mapping",
    customers: "/integrations/connectwise-manage/customers",
    unbilled: "/integrations/connectwise-manage/unbilled",
    suggestions: "/integrations/connectwise-manage/customers/suggestions",
    "assignment-file": "/integrations/connectwise-manage/customers/file",
    activity: "/integrations/connectwise-manage/activity",
    run: `/integrations/connectwise-manage/activity/${runId}`,
    history: "/history",
    notifications: "/notifications",
    "confirm-address": "/notifications/confirm",
    customer: "/customers/bayshore/connectwise-manage",
    "not-found": "/no/such/page",
  };
}

test("the built UI keeps to the policy of its server on every page, for partner and support, and the console stays silent", async ({
  browser,
  page,
  partner,
  stack,
}) => {
  test.slow();
  await partner.push(CUSTOMERS);
  await partner.setUp({ cloudfilter: 101, bracket: 103 }, { bayshore: [251, 2002] });
  const runId = await previewOf(partner);
  const pages = partnerPages(runId);

  await test.step("no route is left out", async () => {
    const routes = await readFile(new URL("../../../apps/web/src/app/routes.ts", import.meta.url), "utf8");
    const names = [...routes.matchAll(/name: ["`](?:\$\{prefix\})?([a-z-]+)["`]/g)].map(([, name]) => name);
    // The first two are passed on the way in.
    const visited = ["home", "sign-in-callback", ...Object.keys({ ...PUBLIC, ...SUPPORT, ...pages })];
    expect([...new Set(names)].toSorted()).toEqual(visited.toSorted());
  });

  const watched = await watchPage(page);
  const policies = new Set<string>();
  page.on("response", (response) => {
    if (response.url().startsWith(stack.url) && response.request().isNavigationRequest() && response.status() === 200) {
      policies.add(response.headers()["content-security-policy"] ?? "none");
    }
  });

  await test.step("for a partner", async () => {
    await walk(page, Object.values(PUBLIC));
    await partner.signIn(page);
    await walk(page, Object.values(pages));
    // What puts itself into the page only when it is asked for.
    await page.goto("/integrations/connectwise-manage/mapping");
    await page.getByRole("button", { name: "Product for Shield: " }).click();
    await expect(page.getByRole("listbox").getByRole("option").first()).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto("/integrations/connectwise-manage/connection");
    await page.getByRole("checkbox", { name: "Use a custom ConnectWise site" }).click();
    await expect(page.getByLabel("Certificate of your authority")).toBeVisible();
    await page.goto("/integrations/connectwise-manage/connection");
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  });

  await test.step("for support", async () => {
    const other = await (await browser.newContext()).newPage();
    const watchedToo = await watchPage(other);
    await other.goto(stack.url);
    await other.getByRole("button", { name: new RegExp(`^${SUPPORT_ACCOUNT.name} `) }).click();
    await other.waitForURL((url) => url.pathname.startsWith("/support"));
    const ofPartner = Object.values(pages).map((path) => `/support/partners/${partner.id}${path}`);
    await walk(
      other,
      [...Object.values(SUPPORT), ...ofPartner].map((path) => `${stack.url}${path}`),
    );
    expect(watchedToo.complaints).toEqual([]);
    await other.context().close();
  });

  expect(watched.complaints).toEqual([]);
  expect(policies.size).toBeGreaterThan(0);
  for (const policy of policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|data:|blob:/);
  }

  await test.step("and a breach would be heard of", async () => {
    await page.evaluate(() => document.head.append(Object.assign(document.createElement("script"), { textContent: "1" })));
    await expect.poll(() => watched.complaints.join("\n")).toContain("script-src-elem blocked inline");
  });
});

/** A preview, to its end. */
async function previewOf(partner: BrowserPartner): Promise<string> {
  const { runId } = await partner.api.mutate<{ runId: string }>("runs.start", { providerId: "connectwise-manage", preview: true });
  await expect.poll(async () => (await partner.api.query<{ status: string }>("runs.get", { runId })).status).toMatch(/^succeeded/);
  return runId;
}

async function walk(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  }
}
