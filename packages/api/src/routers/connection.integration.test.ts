import { ProviderError } from "@integrations/core";
import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, GOOD_CONFIG, NOW, pushAndEnable, pushSample, PSA } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

describe("integrations", () => {
  it("are listed whether enabled or not", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    expect(await partner.integrations.list()).toEqual([
      {
        providerId: PSA,
        name: "Memory PSA",
        logo: "<svg/>",
        status: "inactive",
        attentionReason: null,
        since: null,
        lastRun: null,
        nextNightAt: null,
        failedNights: 0,
        failingSince: null,
      },
    ]);
    await partner.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
    const { runId } = await partner.runs.start({ providerId: PSA });
    await partner.runs.start({ providerId: PSA, preview: true });
    expect(await partner.integrations.list({})).toMatchObject([
      {
        status: "active",
        since: NOW.toISOString(),
        lastRun: { id: runId, status: "queued", trigger: "manual", finishedAt: null },
        nextNightAt: "2026-03-11T02:00:00.000Z",
      },
    ]);
  });

  it("are described as data", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const description = await api.partner("p1").integrations.describe({ providerId: PSA });
    expect(description).toMatchObject({ providerId: PSA, terms: { product: { one: "article", many: "articles" } } });
    expect(description.fields.map((field) => [field.key, field.kind])).toEqual([
      ["account", "text"],
      ["token", "secret"],
      ["pin", "secret"],
      ["ownHost", "switch"],
      ["host", "hostname"],
    ]);
    await expectRefusal(api.partner("p1").integrations.describe({ providerId: "other" }), "NOT_FOUND", "not_found");
  });
});

describe("connection.enable", () => {
  it("stores a connection that the provider let in, its secrets sealed", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const config = { account: " acme ", token: "good-token", pin: "", ownHost: false, host: "ignored while hidden" };
    expect(await partner.connection.enable({ providerId: PSA, config })).toEqual({ providerId: PSA, status: "active" });
    const view = await partner.connection.get({ providerId: PSA });
    expect(view).toMatchObject({
      status: "active",
      attentionReason: null,
      settings: { account: "acme", ownHost: false },
      secretsSet: { token: true, pin: false },
      enabledAt: NOW.toISOString(),
      whatIsLost: { mappings: 0, assignments: 0, keptLines: 0, unmapRequests: 0, unfinishedRuns: 0 },
      preferences: { guardMinLines: 5, guardMinShare: 0.3, concurrency: 10, callsPerMinute: 600, own: [] },
    });
    const row = await testDatabase.database.db.selectFrom("connections").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain("good-token");
  });

  it("stores nothing that the provider does not let in, and says why", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const enable = (config: Record<string, unknown>) => partner.connection.enable({ providerId: PSA, config });
    await expectRefusal(enable({ account: "acme", token: "bad" }), "PRECONDITION_FAILED", "credentials_refused");
    await expectRefusal(enable({ ...GOOD_CONFIG, ownHost: true, host: "down.example.com" }), "PRECONDITION_FAILED", "site_unreachable");
    api.psa.failure = new ProviderError({ code: "rejected", message: "no", reason: "site_not_allowed" });
    await expectRefusal(enable(GOOD_CONFIG), "BAD_REQUEST", "site_not_allowed");
    for (const code of ["unavailable", "timeout", "rate_limited", "invalid_response"] as const) {
      api.psa.failure = new ProviderError({ code, message: "engineers only", detail: "Try later." });
      const refused = await expectRefusal(enable(GOOD_CONFIG), "PRECONDITION_FAILED", code);
      expect(refused.detail).toBe("Try later.");
    }
    api.psa.failure = undefined;
    api.psa.missing.add("read");
    const { permissions } = await expectRefusal(enable(GOOD_CONFIG), "PRECONDITION_FAILED", "permission_missing");
    expect(permissions).toMatchObject([
      { id: "read", module: "Contracts", permission: "Contract", level: "Read", ok: false },
      { id: "write", ok: null },
    ]);
    expect(await testDatabase.database.db.selectFrom("connections").selectAll().execute()).toEqual([]);
  });

  it("names every field that is wrong, and asks the provider nothing", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const enable = (config: Record<string, unknown>) => partner.connection.enable({ providerId: PSA, config });
    const refused = await expectRefusal(enable({ ownHost: true, host: "https://x.example/path" }), "BAD_REQUEST", "invalid_input");
    expect(refused.issues.map((issue) => issue.field)).toContain("config.host");
    const missing = await expectRefusal(enable({}), "BAD_REQUEST", "invalid_input");
    expect(missing.issues.map((issue) => issue.field)).toEqual(["config.account", "config.token"]);
    await expectRefusal(enable({ ...GOOD_CONFIG, tokne: "typo" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(enable({ ...GOOD_CONFIG, account: { $ne: "" } }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(enable("config" as never), "BAD_REQUEST", "invalid_input");
    await expectRefusal(partner.connection.enable({ providerId: "other", config: {} }), "NOT_FOUND", "not_found");
    expect(api.psa.calls).toEqual([]);
  });

  it("refuses a second time, also where two come at once", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const enable = () => partner.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
    const results = await Promise.allSettled([enable(), enable(), enable()]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const calls = api.psa.calls.length;
    await expectRefusal(enable(), "CONFLICT", "already_enabled");
    expect(api.psa.calls).toHaveLength(calls);
    const { items } = await partner.audit.list();
    expect(items.filter((item) => item.action === "connection.enabled")).toHaveLength(1);
  });
});

describe("connection.check", () => {
  it("tries a config, or the stored one, and stores nothing", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const check = (config?: Record<string, unknown>) => partner.connection.check({ providerId: PSA, config });
    await expectRefusal(check(), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(check({ account: "acme" }), "BAD_REQUEST", "invalid_input");
    expect(await check(GOOD_CONFIG)).toMatchObject({
      ok: true,
      permissions: [
        { id: "read", ok: true },
        { id: "write", ok: null },
      ],
    });
    expect(await check({ account: "acme", token: "bad" })).toMatchObject({ ok: false, reason: "credentials_refused", permissions: [] });
    expect(await testDatabase.database.db.selectFrom("connections").selectAll().execute()).toEqual([]);
    await partner.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
    expect(await check()).toMatchObject({ ok: true });
    // What is left out is taken from what is stored.
    expect(await check({ ownHost: true, host: "psa.example.com" })).toMatchObject({ ok: true });
    expect(await check({ token: "bad" })).toMatchObject({ ok: false, reason: "credentials_refused" });
    expect(await check({ token: "   " })).toMatchObject({ ok: true });
    api.psa.missing.add("read");
    expect(await check()).toMatchObject({ ok: false, reason: "permission_missing", permissions: [{ ok: false }, {}] });
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({ status: "active", settings: { ownHost: false } });
  });

  it("takes nothing from a prototype that came with the request", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const config = JSON.parse('{"account":"acme","__proto__":{"token":"good-token"}}') as Record<string, unknown>;
    const refused = await expectRefusal(api.partner("p1").connection.check({ providerId: PSA, config }), "BAD_REQUEST", "invalid_input");
    expect(refused.field).toBe("config.token");
  });

  it("takes no keys from an address", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const byGet = api.as({ role: "partner", partnerId: "p1" }, { inputInUrl: true });
    await expectRefusal(byGet.connection.check({ providerId: PSA, config: GOOD_CONFIG }), "BAD_REQUEST", "invalid_input");
    expect(api.psa.calls).toEqual([]);
  });

  it("says so where the stored keys can no longer be read", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await testDatabase.database.db.updateTable("connections").set({ secrets: "damaged" }).execute();
    expect(await partner.connection.check({ providerId: PSA })).toMatchObject({ ok: false, reason: "credentials_unreadable" });
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({
      status: "attention",
      attentionReason: "credentials_unreadable",
      secretsSet: { token: false },
    });
    expect(await partner.integrations.list()).toMatchObject([{ status: "attention", attentionReason: "credentials_unreadable" }]);
    await expectRefusal(partner.mapping.products({ providerId: PSA }), "PRECONDITION_FAILED", "credentials_unreadable");
    await expectRefusal(partner.connection.update({ providerId: PSA }), "BAD_REQUEST", "invalid_input");
    await partner.connection.update({ providerId: PSA, config: { token: "good-token" } });
    expect(await partner.connection.check({ providerId: PSA })).toMatchObject({ ok: true });
  });
});

describe("connection.update", () => {
  it("keeps the secrets that are left out, and changes the others", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.connection.update({ providerId: PSA, config: { pin: "1234" } });
    await partner.connection.update({ providerId: PSA, config: { ownHost: true, host: "PSA.Example.com" } });
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({
      settings: { account: "acme", ownHost: true, host: "psa.example.com" },
      secretsSet: { token: true, pin: true },
    });
    api.psa.tokens.clear();
    api.psa.tokens.add("new-token");
    await expectRefusal(partner.connection.update({ providerId: PSA, config: {} }), "PRECONDITION_FAILED", "credentials_refused");
    await partner.connection.update({ providerId: PSA, config: { token: "new-token" } });
    expect(await partner.connection.check({ providerId: PSA })).toMatchObject({ ok: true });
    const updates = (await partner.audit.list()).items.filter((item) => item.action === "connection.updated");
    expect(updates.map((update) => update.facts["changed"])).toEqual([["token"], ["ownHost", "host"], ["pin"]]);
  });

  it("turns attention back to active, and leaves a pause", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const setStatus = (status: "attention" | "paused") =>
      testDatabase.database.db
        .updateTable("connections")
        .set({ status, attention_reason: status === "attention" ? "credentials_refused" : null })
        .execute();
    await setStatus("attention");
    await expectRefusal(
      partner.connection.update({ providerId: PSA, config: { token: "bad" } }),
      "PRECONDITION_FAILED",
      "credentials_refused",
    );
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({
      status: "attention",
      attentionReason: "credentials_refused",
    });
    expect(await partner.connection.update({ providerId: PSA })).toEqual({ providerId: PSA, status: "active" });
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({ status: "active", attentionReason: null });
    await setStatus("paused");
    expect(await partner.connection.update({ providerId: PSA, config: {} })).toEqual({ providerId: PSA, status: "paused" });
  });

  it("does not move to another account, and needs to be enabled", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const refused = await expectRefusal(
      partner.connection.update({ providerId: PSA, config: { account: "other" } }),
      "CONFLICT",
      "identity_fixed",
    );
    expect(refused.field).toBe("config.account");
    await expectRefusal(
      api.partner("p2").connection.update({ providerId: PSA, config: GOOD_CONFIG }),
      "PRECONDITION_FAILED",
      "not_enabled",
    );
  });

  it("loses nothing that somebody saved while the provider was asked", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.tokens.add("newer-token");
    api.psa.meanwhile = async () => {
      await partner.connection.update({ providerId: PSA, config: { token: "newer-token" } });
    };
    await expectRefusal(partner.connection.update({ providerId: PSA, config: { pin: "1" } }), "CONFLICT", "changed_meanwhile");
    api.psa.tokens.delete("good-token");
    expect(await partner.connection.check({ providerId: PSA })).toMatchObject({ ok: true });
    api.psa.meanwhile = async () => {
      await partner.connection.remove({ providerId: PSA });
    };
    await expectRefusal(partner.connection.update({ providerId: PSA, config: { pin: "1" } }), "PRECONDITION_FAILED", "not_enabled");
  });
});

describe("pause, resume and remove", () => {
  it("pause and resume as often as they are asked", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const { runId } = await partner.runs.start({ providerId: PSA });
    for (let times = 0; times < 2; times += 1) {
      expect(await partner.connection.pause({ providerId: PSA })).toEqual({ providerId: PSA, status: "paused" });
    }
    expect(await partner.runs.get({ runId })).toMatchObject({ status: "cancelled", reason: "connection_removed" });
    await expectRefusal(partner.runs.start({ providerId: PSA }), "PRECONDITION_FAILED", "connection_paused");
    expect(await partner.integrations.list()).toMatchObject([{ status: "paused", nextNightAt: null }]);
    for (let times = 0; times < 2; times += 1) {
      expect(await partner.connection.resume({ providerId: PSA })).toEqual({ providerId: PSA, status: "active" });
    }
    const actions = (await partner.audit.list()).items.map((item) => item.action);
    expect(actions.filter((action) => action === "connection.paused" || action === "connection.resumed")).toHaveLength(2);
  });

  it("do not resume what needs attention", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await testDatabase.database.db
      .updateTable("connections")
      .set({ status: "attention", attention_reason: "credentials_refused" })
      .execute();
    await expectRefusal(partner.connection.resume({ providerId: PSA }), "PRECONDITION_FAILED", "connection_attention");
    await expectRefusal(partner.runs.start({ providerId: PSA }), "PRECONDITION_FAILED", "connection_attention");
  });

  it("remove what was told before, keep the history, and leave room for another one", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    await partner.customers.assign({ providerId: PSA, customerId: "c1", companyId: "1", agreementId: "100" });
    await partner.mapping.requestUnmap({ providerId: PSA, service: "shield" });
    const { runId } = await partner.runs.start({ providerId: PSA });
    const { whatIsLost } = await partner.connection.get({ providerId: PSA });
    expect(whatIsLost).toEqual({ mappings: 1, assignments: 1, keptLines: 0, unmapRequests: 1, unfinishedRuns: 1 });
    expect(await partner.connection.remove({ providerId: PSA })).toEqual({ providerId: PSA, status: "inactive", lost: whatIsLost });
    expect(await partner.connection.get({ providerId: PSA })).toMatchObject({
      status: "inactive",
      settings: {},
      secretsSet: { token: false },
    });
    expect(await partner.runs.get({ runId })).toMatchObject({ status: "cancelled", reason: "connection_removed" });
    for (const call of [partner.connection.remove, partner.connection.pause, partner.connection.resume]) {
      await expectRefusal(call({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
    }
    await partner.connection.enable({ providerId: PSA, config: { account: "other", token: "good-token" } });
    expect((await partner.mapping.list({ providerId: PSA })).every((row) => row.productId === null)).toBe(true);
  });
});

describe("connection.savePreferences", () => {
  it("sets, keeps and takes back", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const preferences = async () => (await partner.connection.get({ providerId: PSA })).preferences;
    await partner.connection.savePreferences({ providerId: PSA, preferences: { guardMinLines: 20, callsPerMinute: 60 } });
    await partner.connection.savePreferences({ providerId: PSA, preferences: { guardMinShare: 0.5, callsPerMinute: null } });
    expect(await preferences()).toEqual({
      guardMinLines: 20,
      guardMinShare: 0.5,
      concurrency: 10,
      callsPerMinute: 600,
      own: ["guardMinLines", "guardMinShare"],
      defaults: { guardMinLines: 5, guardMinShare: 0.3, concurrency: 10, callsPerMinute: 600 },
    });
    for (const wrong of [{ guardMinLines: 0 }, { guardMinShare: 1.1 }, { concurrency: 0.5 }, { callsPerMinute: -1 }]) {
      await expectRefusal(partner.connection.savePreferences({ providerId: PSA, preferences: wrong }), "BAD_REQUEST", "invalid_input");
    }
    await expectRefusal(
      api.partner("p2").connection.savePreferences({ providerId: PSA, preferences: {} }),
      "PRECONDITION_FAILED",
      "not_enabled",
    );
  });
});

describe("secrets", () => {
  it("stand in no answer, no log, no error and no row", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = api.partner("p1");
    const canary = "canary-7f3a91";
    api.psa.tokens.add(canary);
    const config = { account: "acme", token: canary, pin: `${canary}-pin` };
    const said: unknown[] = [];
    const hear = async (call: Promise<unknown>): Promise<void> => {
      said.push(await call.catch((error: unknown) => [String(error), (error as Error).stack, error]));
    };
    await hear(partner.connection.check({ providerId: PSA, config }));
    await hear(partner.connection.enable({ providerId: PSA, config: { ...config, wrong: canary } }));
    api.psa.failure = new Error(`boom while holding nothing`);
    await hear(partner.connection.enable({ providerId: PSA, config }));
    api.psa.failure = undefined;
    await hear(partner.connection.enable({ providerId: PSA, config }));
    await hear(partner.connection.get({ providerId: PSA }));
    await hear(partner.connection.update({ providerId: PSA, config: { pin: `${canary}-other` } }));
    await hear(partner.connection.update({ providerId: PSA, config: { token: `${canary}\u0007` } }));
    await hear(partner.mapping.products({ providerId: PSA }));
    await hear(partner.audit.list());
    await testDatabase.database.db.updateTable("connections").set({ secrets: "damaged" }).execute();
    await hear(partner.connection.get({ providerId: PSA }));
    await hear(partner.connection.remove({ providerId: PSA }));
    const { rows } = await testDatabase.database.pool.query("select * from audit_events");
    const everything = JSON.stringify([said, api.log, rows]);
    expect(said).toHaveLength(11);
    expect(api.log.join()).toContain("boom");
    expect(everything).not.toContain(canary);
  });
});
