import { createHmac } from "node:crypto";
import { NOTICE_KINDS } from "@integrations/core";
import { confirmMyAddress, putWebhook, putWeeklyDigests, saveMyNotices, sendTestMail, testWebhook } from "@integrations/services";
import { describe, expect, vi } from "vitest";
import { startWorker } from "../start-worker.ts";
import { startMailCatcher } from "../testing/mail-catcher.ts";
import { testWithNotices as it, type NoticeScene } from "../testing/notice-scene.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DOWN = { match: {}, fault: { kind: "status", status: 503 } } as const;
const PROVIDER = "connectwise-manage";

describe("a site that is down for nights", () => {
  it("is told of at once, in the second night, after a week and when it is back, once to each who wants it", async ({ notices }) => {
    const one = await notices.addPartner("One");
    const two = await notices.addPartner("Two");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    await notices.subscribe(one, "only-recovered@one.example", ["recovered"]);
    await notices.subscribe(one, "none@one.example", []);
    await notices.subscribe(two, "bo@two.example", NOTICE_KINDS);

    notices.simulator.faults.inject({ ...DOWN, match: { tenant: "one" } });
    for (let count = 0; count < 10; count += 1) await notices.night();
    notices.simulator.faults.clear();
    await notices.night();
    await notices.night();

    expect(sent(notices)).toEqual([
      ["anna@one.example", "ConnectWise Manage: the nightly update failed"],
      ["anna@one.example", "ConnectWise Manage: not updated for 2 nights"],
      ["anna@one.example", "ConnectWise Manage: not updated for 9 nights"],
      ["anna@one.example", "ConnectWise Manage: updates work again"],
      ["only-recovered@one.example", "ConnectWise Manage: updates work again"],
    ]);
    const [first] = notices.mail.mails;
    expect(first?.text).toContain("- The site cannot be reached.\n  Check the host name, its certificate, and that the site");
    expect(first?.text).toMatch(/https:\/\/console\.vendor\.example\/integrations\/connectwise-manage\/activity\/[0-9a-f-]{36}/);
    expect(first?.html).toContain("The site cannot be reached.");
    expect(first?.headers.find(({ key }) => key === "auto-submitted")?.value).toBe("auto-generated");
  });

  it("is told of in the words of the run, and of nobody's data, nothing the site said and no secret", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    await hook(notices, one);
    notices.simulator.faults.inject({ match: { tenant: "one" }, fault: { kind: "garble", how: "html" } });
    await notices.night();
    const everything = [...notices.mail.mails.map(({ raw }) => raw), ...notices.receiver.posted.map(({ body }) => body)].join("\n");
    expect(notices.mail.mails).toHaveLength(1);
    expect(notices.receiver.posted).toHaveLength(1);
    const { rows } = await notices.parts.database.pool.query<{ all: string }>(
      `select coalesce(string_agg(x::text, ' '), '') as all from (select secrets as x from connections union all select secret from webhooks
        union all select c.name from customers c union all select company_name from assignments union all select agreement_name from assignments) t`,
    );
    for (const word of (rows[0]?.all ?? "").split(" ").filter((each) => each.length > 3)) expect(everything).not.toContain(word);
    expect(everything).not.toMatch(/whsec_|<html><|privateKey|Anna/);
    expect(notices.log.join("\n")).not.toMatch(/whsec_|anna@one\.example/);
  });
});

describe("keys that are refused", () => {
  it("are told of as what they are, and again though no night runs any more", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    notices.simulator.faults.inject({
      match: { method: "GET", path: "/finance/agreements/*/additions" },
      fault: { kind: "status", status: 401 },
    });
    await notices.night();
    for (let days = 0; days < 10; days += 1) {
      await notices.clock.advance(DAY_MS);
      await notices.send();
      await notices.send();
    }
    expect(sent(notices).map(([, subject]) => subject)).toEqual([
      "ConnectWise Manage: updates have stopped",
      "ConnectWise Manage: not updated for 2 nights",
      "ConnectWise Manage: not updated for 9 nights",
    ]);
    expect(notices.mail.mails[0]?.text).toContain("Check the settings on the Connection tab, and enter the keys again.");
  });
});

describe("a mail server that is away", () => {
  it("gets everything once when it is back, nothing lost and nothing twice", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    await notices.subscribe(one, "bo@one.example", NOTICE_KINDS);
    const port = Number(new URL(notices.mail.url).port);
    await notices.mail.close();
    notices.simulator.faults.inject(DOWN);
    await notices.night();
    for (let tries = 0; tries < 3; tries += 1) {
      await notices.send();
      await notices.clock.advance(20 * MINUTE_MS);
    }
    expect(await states(notices)).toEqual([
      { status: "waiting", problem: "The mail server cannot be reached." },
      { status: "waiting", problem: "The mail server cannot be reached." },
    ]);
    const back = await startMailCatcher(port);
    try {
      await notices.clock.advance(3 * 60 * MINUTE_MS);
      await notices.send();
      await notices.clock.advance(DAY_MS);
      await notices.send();
      expect(back.mails.map(({ to }) => to?.[0]?.address)).toEqual(["anna@one.example", "bo@one.example"]);
      expect(await states(notices)).toEqual([
        { status: "sent", problem: null },
        { status: "sent", problem: null },
      ]);
    } finally {
      await back.close();
    }
  });

  it("is not tried again where it refuses the address for good, but where it does so for now", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "gone@one.example", NOTICE_KINDS);
    notices.mail.refuse(550);
    notices.simulator.faults.inject(DOWN);
    await notices.night();
    expect(await states(notices)).toEqual([{ status: "failed", problem: "The mail server refuses the address (550)." }]);
    notices.mail.refuse(451);
    await notices.night();
    expect((await states(notices))[1]).toEqual({ status: "waiting", problem: "The mail server does not take it now (451)." });
    notices.mail.refuse(undefined);
    await notices.clock.advance(2 * MINUTE_MS);
    await notices.send();
    expect(sent(notices).map(([, subject]) => subject)).toEqual(["ConnectWise Manage: not updated for 2 nights"]);
  });

  it("is told the same message id with each try, and by one worker at a time", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    notices.mail.refuse(451);
    notices.simulator.faults.inject(DOWN);
    await notices.night();
    notices.mail.refuse(undefined);
    await notices.clock.advance(2 * MINUTE_MS);
    await Promise.all([notices.send(), notices.send(), notices.send()]);
    expect(notices.mail.mails).toHaveLength(1);
    const { rows } = await notices.parts.database.pool.query<{ id: string }>("select id from notice_deliveries");
    expect(notices.mail.mails[0]?.messageId).toBe(`<${rows[0]?.id}@console.vendor.example>`);
  });
});

describe("a webhook", () => {
  it("is signed over its time and body, and tried again until the receiver takes it", async ({ notices }) => {
    const one = await notices.addPartner("One");
    const secret = await hook(notices, one);
    notices.receiver.answerWith(500);
    notices.simulator.faults.inject(DOWN);
    await notices.night();
    expect(await states(notices)).toEqual([{ status: "waiting", problem: "The address answered with 500." }]);
    notices.receiver.answerWith(302, { location: "http://169.254.169.254/latest" });
    await notices.clock.advance(2 * MINUTE_MS);
    await notices.send();
    expect(await states(notices)).toEqual([
      { status: "waiting", problem: "The address answered with a redirection (302), which is not followed." },
    ]);
    notices.receiver.answerWith(200);
    await notices.clock.advance(10 * MINUTE_MS);
    await notices.send();
    expect(await states(notices)).toEqual([{ status: "sent", problem: null }]);

    const [first, , third] = notices.receiver.posted;
    expect(JSON.parse(third?.body ?? "{}")).toMatchObject({
      kind: "first_failure",
      partnerId: one.partnerId,
      providerId: PROVIDER,
      subject: "ConnectWise Manage: the nightly update failed",
      causes: [{ reason: "site_unreachable", sentence: "The site cannot be reached.", count: null, nights: 1 }],
      url: expect.stringContaining("https://console.vendor.example/integrations/connectwise-manage/activity/"),
    });
    expect(third?.body).toBe(first?.body);
    expect(third?.headers["integrations-notice-id"]).toBe(first?.headers["integrations-notice-id"]);
    const [, time = "", mac = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(third?.headers["integrations-signature"])) ?? [];
    expect(createHmac("sha256", secret).update(`${time}.${third?.body}`).digest("hex")).toBe(mac);
    expect(Number(time)).toBe(Math.floor(notices.clock.now().getTime() / 1000));
  });

  it("cannot be aimed at an inside host, by its address or by what its name leads to", async ({ notices }) => {
    const one = await notices.addPartner("One");
    for (const url of ["https://169.254.169.254/latest", "https://127.0.0.1/", "https://localhost:8443/", "http://example.com/"]) {
      await hook(notices, one, url);
      await testWebhook(services(notices), notices.scopeOf(one), PROVIDER);
      await notices.send();
      await notices.clock.advance(1000);
    }
    const problem = "This site is not an address the platform may speak to.";
    expect(await states(notices)).toEqual(Array.from({ length: 4 }, () => ({ status: "waiting", problem })));
    expect(notices.receiver.posted).toEqual([]);
  });
});

describe("an address that the sign-in does not vouch for", () => {
  it("is sent a link and nothing else until the link is opened", async ({ notices }) => {
    const one = await notices.addPartner("One");
    const scope = notices.scopeOf(one);
    const save = (address: string | null) =>
      saveMyNotices(
        services(notices),
        scope,
        { kinds: NOTICE_KINDS, address },
        { settings: notices.settings, verifiedAddress: "anna@one.example" },
      );
    expect(await save("anna@one.example")).toMatchObject({ address: "anna@one.example", pendingAddress: null });
    expect(await save("alerts@one.example")).toMatchObject({ address: "anna@one.example", pendingAddress: "alerts@one.example" });
    await expect(save("other@victim.example")).rejects.toMatchObject({ reason: "too_many_requests" });
    await notices.send();
    notices.simulator.faults.inject(DOWN);
    await notices.night();
    expect(sent(notices)).toEqual([
      ["alerts@one.example", "Confirm this address"],
      ["anna@one.example", "ConnectWise Manage: the nightly update failed"],
    ]);
    const [, token = ""] = /\/notifications\/confirm#([\w-]+)/.exec(notices.mail.mails[0]?.text ?? "") ?? [];
    const { rows } = await notices.parts.database.pool.query("select * from notice_preferences");
    expect(JSON.stringify(rows)).not.toContain(token);
    await expect(confirmMyAddress(services(notices), scope, `${token}x`)).rejects.toMatchObject({ reason: "invalid_input" });
    const two = await notices.addPartner("Two");
    await expect(confirmMyAddress(services(notices), notices.scopeOf(two), token)).rejects.toMatchObject({ reason: "invalid_input" });
    expect(await confirmMyAddress(services(notices), scope, token)).toEqual({ address: "alerts@one.example" });
    await expect(confirmMyAddress(services(notices), scope, token)).rejects.toMatchObject({ reason: "invalid_input" });
    await sendTestMail(services(notices), scope, notices.settings);
    await notices.send();
    expect(sent(notices).at(-1)).toEqual(["alerts@one.example", "Test message"]);
  });
});

describe("the weekly digest", () => {
  it("tells each partner of its week, once, and each webhook of its own connection", async ({ notices }) => {
    const one = await notices.addPartner("One");
    const two = await notices.addPartner("Two");
    await notices.subscribe(one, "anna@one.example", ["weekly_digest"]);
    await notices.subscribe(two, "bo@two.example", ["held_run"]);
    await hook(notices, one);
    await notices.night();
    await notices.night();
    const dueAt = new Date("2026-03-16T12:00:00Z");
    const { signal } = new AbortController();
    expect(await putWeeklyDigests(notices.parts.context, dueAt, signal)).toBe(2);
    expect(await putWeeklyDigests(notices.parts.context, dueAt, signal)).toBe(0);
    await notices.send();
    expect(sent(notices)).toEqual([["anna@one.example", "One: the week in quantities"]]);
    expect(notices.mail.mails[0]?.text).toContain("2 nights, none of them failed; 0 quantities set; 0 lines added.");
    expect(JSON.parse(notices.receiver.posted[0]?.body ?? "{}")).toMatchObject({
      kind: "weekly_digest",
      week: { nights: 2 },
      partnerId: one.partnerId,
    });
  });
});

describe("a worker", () => {
  it("sends what its nights lead to by itself", async ({ notices }) => {
    const one = await notices.addPartner("One");
    await notices.subscribe(one, "anna@one.example", NOTICE_KINDS);
    await sendTestMail(services(notices), notices.scopeOf(one, "anna@one.example"), notices.settings);
    const worker = await startWorker(notices.parts, { does: "everything" });
    try {
      await vi.waitFor(() => expect(sent(notices)).toEqual([["anna@one.example", "Test message"]]), { timeout: 20_000, interval: 50 });
    } finally {
      await worker.stop();
    }
  });
});

function sent({ mail }: NoticeScene): Array<[string | undefined, string | undefined]> {
  return mail.mails.map(({ to, subject }) => [to?.[0]?.address, subject]);
}

async function states({ parts }: NoticeScene): Promise<unknown[]> {
  const { rows } = await parts.database.pool.query("select status, problem from notice_deliveries order by created_at, receiver");
  return rows;
}

/** The services as a server has them: what partners do is not for a worker's role to do. */
function services({ parts, server }: NoticeScene): typeof parts.context {
  return { ...parts.context, database: server };
}

async function hook(
  notices: NoticeScene,
  partner: { readonly partnerId: string; readonly connectionId: string },
  url?: string,
): Promise<string> {
  const input = { providerId: PROVIDER, url: url ?? `https://${notices.receiver.host}/hook?key=secret-path`, kinds: NOTICE_KINDS };
  const { secret } = await putWebhook(services(notices), notices.scopeOf({ ...partner, standing: () => [] }), input, notices.settings);
  return secret ?? "";
}
