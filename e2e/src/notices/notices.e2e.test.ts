import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { expect, test, type BrowserPartner } from "../support/browser-test.ts";
import { notice } from "../support/screens.ts";

const PLACES = { a: [250, 2001], b: [251, 2002], c: [252, 2004], d: [253, 2005], e: [254, 2006], f: [256, 2008] } as const;

test("a person is told of a held run at the address they sign in with, and the mail leads to the decision", async ({
  page,
  partner,
  stack,
}) => {
  await brokenCount(partner);
  const mine = `person@${partner.id}.example`;
  const subjects = () => stack.mail.mails.filter(({ to }) => to === mine).map(({ subject }) => subject);
  await partner.signIn(page, "/notifications");
  await page.getByRole("button", { name: `Use ${mine}` }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(mine);
  await page.getByRole("checkbox", { name: "Weekly digest" }).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(notice(page, "You are told of 4 kinds of events.")).toBeVisible();

  await page.getByRole("button", { name: "Send me a test" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Test message" })).toContainText("Sent");
  expect(subjects()).toEqual(["Test message"]);

  await partner.api.mutate("runs.start", { providerId: "connectwise-manage" });
  await expect.poll(subjects).toEqual(["Test message", "ConnectWise Manage: an update waits for your decision"]);
  const text = stack.mail.mails.findLast(({ to }) => to === mine)?.text ?? "";
  expect(text).toContain("An unusual share of lines would fall to 0, so nothing was written. (6 entries)");
  expect(text).not.toMatch(/Alder|Bayshore/);
  await page.goto(/http:\S+\/integrations\/connectwise-manage\/activity\/\S+/.exec(text)?.[0] ?? "");
  await expect(page.getByRole("button", { name: "Let it go" })).toBeVisible();
});

test("another address is told of nothing until its link is opened, and a link is good once", async ({ page, partner, stack }) => {
  const other = `alerts@${partner.id}.example`;
  const mailTo = () => stack.mail.mails.find(({ to }) => to === other);
  await partner.signIn(page, "/notifications");
  const address = page.getByLabel("E-mail address");
  await address.fill("no address");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("This is no e-mail address.")).toBeVisible();
  await address.fill(other);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(`${other} is not confirmed yet`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send me a test" })).toBeDisabled();
  await expect.poll(() => mailTo()?.subject).toBe("Confirm this address");
  const link = /http:\S+\/notifications\/confirm#\S+/.exec(mailTo()?.text ?? "")?.[0] ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "The address is confirmed" })).toBeVisible();
  await expect(page.getByText(`Notices are sent to ${other} from now on.`)).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toBe("");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "The address could not be confirmed" })).toBeVisible();
  await page.getByRole("link", { name: "Go to Notifications" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(other);
});

test("a webhook shows its secret once, leads to no inside address, and tells where its receiver is away", async ({
  page,
  partner,
  stack,
}) => {
  await partner.setUp();
  const posted: Array<{ readonly signature: string; readonly body: string }> = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      posted.push({ signature: String(request.headers["integrations-signature"]), body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(stack.hookPort, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${stack.hookPort}/hook`;
  const sendTest = page.getByRole("button", { name: "Send a test to the webhook of ConnectWise Manage" });
  try {
    await partner.signIn(page, "/notifications");
    await page.getByRole("button", { name: "Set up the webhook of ConnectWise Manage" }).click();
    const dialog = page.getByRole("dialog", { name: "Webhook of ConnectWise Manage" });
    await dialog.getByLabel("Address").fill("https://169.254.169.254/latest/meta-data");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toContainText("This site is not an address the platform may speak to.");
    await dialog.getByLabel("Address").fill(url);
    await dialog.getByRole("button", { name: "Save" }).click();
    const shown = page.getByRole("dialog", { name: "Signing secret" });
    const secret = (await shown.locator("code").textContent()) ?? "";
    expect(secret).toMatch(/^whsec_/);
    await shown.getByRole("button", { name: "I have copied it" }).click();
    await sendTest.click();
    await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Test message" })).toContainText("Sent");
    const [time = "", mac = ""] = posted[0]?.signature.replace("t=", "").split(",v1=") ?? [];
    expect(createHmac("sha256", secret).update(`${time}.${posted[0]?.body}`).digest("hex")).toBe(mac);
    await page.reload();
    await expect(page.getByText(url)).toBeVisible();
    expect(await page.content()).not.toContain(secret);
  } finally {
    receiver.close();
    receiver.closeAllConnections();
  }
  await sendTest.click();
  await expect(page.getByText(/^No connection to the address could be made\. Tried 1 time; next at /)).toBeVisible();
});

async function brokenCount(partner: BrowserPartner): Promise<void> {
  const names = ["Alder", "Bayshore", "Cedar Key", "Dunmore", "Eastlake", "Gulfside"];
  await partner.push(Object.keys(PLACES).map((id, index) => ({ id, name: names[index] ?? id, quantities: { cloudfilter: 0 } })));
  await partner.setUp({ cloudfilter: 101 }, PLACES);
}
