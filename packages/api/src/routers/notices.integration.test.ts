import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, GOOD_CONFIG, PSA, pushAndEnable, pushSample } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

const EMAIL = "anna@first.example";

describe("notices.get and notices.save", () => {
  it("begin with everything for whoever enables an integration, where the sign-in vouches for an address", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const anna = api.as({ subject: "anna", role: "partner", partnerId: "p1", email: EMAIL });
    const all = ["first_failure", "still_failing", "recovered", "held_run", "weekly_digest"];
    expect((await anna.notices.get()).mine).toEqual({ address: null, kinds: all, pendingAddress: null });
    await anna.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
    expect(await anna.notices.get()).toEqual({
      sendsMail: true,
      signInAddress: EMAIL,
      mine: { address: EMAIL, kinds: all, pendingAddress: null },
      webhooks: [],
    });
    // Others of the same partner have said nothing yet, and support's people are told by other means.
    expect((await api.partner("p1").notices.get()).mine).toMatchObject({ address: null });
    expect((await api.support.notices.get({ partnerId: "p1" })).mine).toBeNull();
  });

  it("leave alone what somebody chose before", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const anna = api.as({ subject: "anna", role: "partner", partnerId: "p1", email: EMAIL });
    await anna.notices.save({ kinds: [], address: null });
    await anna.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
    expect((await anna.notices.get()).mine).toEqual({ address: null, kinds: [], pendingAddress: null });
  });

  it("let another address wait for its link, and refuse what is none", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const anna = api.as({ subject: "anna", role: "partner", partnerId: "p1", email: EMAIL });
    expect(await anna.notices.save({ kinds: ["held_run"], address: ` ${EMAIL.toUpperCase()}`.trim() })).toMatchObject({
      pendingAddress: null,
    });
    const waiting = { address: EMAIL.toUpperCase(), kinds: ["held_run"], pendingAddress: "alerts@first.example" };
    expect(await anna.notices.save({ kinds: ["held_run"], address: "alerts@first.example" })).toEqual(waiting);
    expect((await anna.notices.get()).mine).toEqual(waiting);
    await expectRefusal(anna.notices.save({ kinds: [], address: "other@first.example" }), "TOO_MANY_REQUESTS", "too_many_requests");
    for (const address of ["nobody", "a@b@c", "a b@c.example", "x@c.example,y@c.example", "a@c.example\r\nBcc: v@c.example", ""]) {
      await expectRefusal(anna.notices.save({ kinds: [], address }), "BAD_REQUEST", "invalid_input");
    }
    await expectRefusal(anna.notices.confirmAddress({ token: "guessed" }), "BAD_REQUEST", "invalid_input");
    const { rows } = await testDatabase.database.pool.query("select kind, subject, facts from notices");
    expect(rows).toEqual([{ kind: "confirm_address", subject: "anna", facts: { channel: "email" } }]);
  });

  it("take no address that would need a link where no e-mail is sent, and send no test", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const notices = { sendsMail: false, refusalOfUrl: () => undefined };
    const anna = api.as({ subject: "anna", role: "partner", partnerId: "p1", email: EMAIL }, { notices });
    await expectRefusal(anna.notices.save({ kinds: [], address: "alerts@first.example" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(anna.notices.sendTest(), "BAD_REQUEST", "invalid_input");
    expect(await anna.notices.save({ kinds: [], address: EMAIL })).toMatchObject({ address: EMAIL });
  });
});

describe("a webhook", () => {
  it("shows its secret once, and another one when it is replaced", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const webhook = { providerId: PSA, url: "https://hooks.example.com/x", kinds: ["held_run" as const] };
    const { secret } = await partner.notices.saveWebhook(webhook);
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    expect(await partner.notices.saveWebhook({ ...webhook, kinds: [] })).toEqual({ secret: null });
    expect((await partner.notices.get()).webhooks).toMatchObject([{ providerId: PSA, url: webhook.url, kinds: [] }]);
    const renewed = await partner.notices.renewWebhookSecret({ providerId: PSA });
    expect(renewed.secret).not.toBe(secret);
    const { rows } = await testDatabase.database.pool.query(
      "select (select json_agg(w) from webhooks w) w, (select json_agg(a) from audit_events a) a",
    );
    for (const shown of [secret, renewed.secret]) expect(JSON.stringify([rows, api.log])).not.toContain(String(shown));
    await partner.notices.removeWebhook({ providerId: PSA });
    expect((await partner.notices.get()).webhooks).toEqual([]);
    await expectRefusal(partner.notices.testWebhook({ providerId: PSA }), "NOT_FOUND", "not_found");
    await expectRefusal(partner.notices.renewWebhookSecret({ providerId: PSA }), "NOT_FOUND", "not_found");
  });

  it("is refused where the platform does not speak to its address, and where nothing is enabled", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const inside = { providerId: PSA, url: "https://inside.example/", kinds: [] };
    const refused = await expectRefusal(partner.notices.saveWebhook(inside), "BAD_REQUEST", "site_not_allowed");
    expect(refused).toMatchObject({ field: "url", detail: "The address is not a public one." });
    const other = { providerId: PSA, url: "https://hooks.example.com/x", kinds: [] };
    await expectRefusal(api.partner("p2").notices.saveWebhook(other), "PRECONDITION_FAILED", "not_enabled");
  });
});

describe("notices.deliveries", () => {
  it("tells what was sent to whom, page by page, and nothing of another partner", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const { db } = testDatabase.database;
    for (const partner_id of ["p1", "p2"]) {
      for (let minute = 0; minute < 5; minute += 1) {
        const created_at = new Date(Date.UTC(2026, 2, 10, 2, minute));
        const notice = { partner_id, kind: "held_run", cause_key: `held:${minute}`, facts: "{}", created_at };
        const { id: notice_id } = await db.insertInto("notices").values(notice).returning("id").executeTakeFirstOrThrow();
        const delivery = { notice_id, partner_id, channel: "email" as const, receiver: `${minute}@${partner_id}.example`, created_at };
        await db
          .insertInto("notice_deliveries")
          .values({ ...delivery, next_attempt_at: created_at })
          .execute();
      }
    }
    const partner = api.partner("p1");
    const first = await partner.notices.deliveries({ limit: 3 });
    const second = await partner.notices.deliveries({ limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ receiver }) => receiver)).toEqual(
      [4, 3, 2, 1, 0].map((minute) => `${minute}@p1.example`),
    );
    expect(first.items[0]).toMatchObject({
      kind: "held_run",
      channel: "email",
      status: "waiting",
      nextAttemptAt: "2026-03-10T02:04:00.000Z",
    });
    expect(second.nextCursor).toBeUndefined();
  });
});
