import { generateKeyPairSync } from "node:crypto";
import { findSecrets } from "@integrations/provider-kit/testing";
import { SUPPORT_ACCOUNT } from "../support/accounts.ts";
import { expect, test } from "../support/browser-test.ts";
import { fillKeys, notice, TAB } from "../support/screens.ts";
import { keptByBrowser, watchPage } from "./watch-page.ts";

const FIRST = { publicKey: "Canary1PublicQx7", privateKey: "Canary1PrivateZw3" };
const SECOND = { publicKey: "Canary2PublicVb9", privateKey: "Canary2PrivateKd5" };
const WRONG = "Canary3WrongPrivateTy4";

test("keys are in nothing the browser keeps or is answered: tried, enabled, replaced, refused", async ({
  browser,
  page,
  partner,
  stack,
}) => {
  test.slow();
  for (const member of [FIRST, SECOND]) partner.tenant.addMember(member);
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const platformKeys = (stack.env["CREDENTIALS_KEYS"] ?? "").split(",").map((pair) => pair.slice(pair.indexOf(":") + 1));
  const secrets = [...Object.values(FIRST), ...Object.values(SECOND), WRONG, pem.split("\n")[1] ?? "", ...platformKeys];
  expect(secrets.every((secret) => secret.length > 12)).toBe(true);
  const watched = await watchPage(page);
  const kept: string[] = [];
  /** Of what is on the screen, only the field somebody is typing into may hold it. */
  const keep = async (): Promise<void> => void kept.push(...(await keptByBrowser(page)));

  await test.step("a check that fails, and what is typed is left", async () => {
    await partner.signIn(page, TAB.connection);
    await fillKeys(page, { ...partner.keys, publicKey: FIRST.publicKey, privateKey: WRONG });
    await page.getByRole("button", { name: "Check access" }).click();
    await expect(page.getByText("The check did not pass")).toBeVisible();
    await page.getByLabel("Private key").fill("");
    await page.getByLabel("Public key").fill("");
    await keep();
  });

  await test.step("a private key where a certificate belongs", async () => {
    await page.getByRole("checkbox", { name: "Use a custom ConnectWise site" }).click();
    await page.getByLabel("Certificate of your authority").fill(pem);
    await page.getByLabel("Certificate of your authority").blur();
    await expect(page.getByText(/holds a private key, which is not kept here/)).toBeVisible();
    await page.getByRole("button", { name: "Check and enable" }).click();
    await page.getByLabel("Certificate of your authority").fill("");
    await page.getByRole("checkbox", { name: "Use a custom ConnectWise site" }).click();
    await keep();
  });

  await test.step("enabling", async () => {
    await fillKeys(page, { ...partner.keys, ...FIRST });
    await page.getByRole("button", { name: "Check and enable" }).click();
    await expect(notice(page, "ConnectWise Manage is enabled")).toBeVisible();
    await page.goto(TAB.connection);
    await expect(page.getByRole("button", { name: "Replace Private key" })).toBeVisible();
    await keep();
  });

  await test.step("replacing, refused at first", async () => {
    for (const [publicKey, privateKey, said] of [
      [SECOND.publicKey, WRONG, "refused"],
      [SECOND.publicKey, SECOND.privateKey, "saved"],
    ] as const) {
      await page.goto(TAB.connection);
      await page.getByRole("button", { name: "Replace Public key" }).click();
      await page.getByRole("button", { name: "Replace Private key" }).click();
      await page.getByLabel("Public key", { exact: true }).fill(publicKey);
      await page.getByLabel("Private key", { exact: true }).fill(privateKey);
      const answered = page.waitForResponse((response) => response.url().includes("connection.update"));
      await page.getByRole("button", { name: "Check and save" }).click();
      expect((await answered).status()).toBe(said === "saved" ? 200 : 412);
      await page.goto(TAB.connection);
      await expect(page.getByRole("button", { name: "Replace Private key" })).toBeVisible();
      await keep();
    }
  });

  await test.step("what tells of it afterwards, also for support", async () => {
    for (const path of ["/integrations", "/history"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await keep();
    }
    const other = await (await browser.newContext()).newPage();
    const watchedToo = await watchPage(other);
    await other.goto(stack.url);
    await other.getByRole("button", { name: new RegExp(`^${SUPPORT_ACCOUNT.name} `) }).click();
    await other.waitForURL((url) => url.pathname.startsWith("/support"));
    for (const path of [TAB.connection, "/history"]) {
      await other.goto(`${stack.url}/support/partners/${partner.id}${path}`);
      await expect(other.getByRole("heading", { level: 1 })).toBeVisible();
      kept.push(...(await keptByBrowser(other)));
    }
    await watchedToo.settled();
    expect(findSecrets(watchedToo.answers, secrets)).toEqual([]);
    await other.context().close();
  });

  await watched.settled();
  expect(watched.answers.some((answer) => answer.includes("connection.enable"))).toBe(true);
  expect(findSecrets(watched.answers, secrets)).toEqual([]);
  expect(findSecrets(watched.addresses, secrets)).toEqual([]);
  expect(findSecrets(kept, secrets)).toEqual([]);
  // A search that finds nothing anywhere proves nothing.
  expect(findSecrets([`x ${Buffer.from(`a:${FIRST.privateKey}`).toString("base64")}`], secrets)).toHaveLength(1);
});
