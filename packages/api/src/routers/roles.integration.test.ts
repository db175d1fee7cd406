import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { appRouter } from "../app-router.ts";
import { createApiFixture, pushAndEnable, pushSample, PSA, type ApiFixture, type Caller } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

type Who = "platform" | "partner" | "support";

/** Every procedure, an input that passes, and who may call it. A procedure that is missing here fails the first test. */
const PROCEDURES: Readonly<Record<string, { readonly input: object; readonly who: readonly Who[] }>> = {
  "platform.putPartners": { input: { partners: [] }, who: ["platform"] },
  "platform.putCustomers": { input: { partnerId: "p1", customers: [] }, who: ["platform"] },
  "platform.putQuantities": { input: { partnerId: "p1", observedAt: "2026-03-10T11:00:00Z", customers: [] }, who: ["platform"] },
  "session.me": { input: {}, who: ["partner", "support"] },
  "integrations.list": { input: {}, who: ["partner", "support"] },
  "integrations.describe": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.get": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.check": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.enable": { input: { providerId: PSA, config: {} }, who: ["partner", "support"] },
  "connection.update": { input: { providerId: PSA, config: {} }, who: ["partner", "support"] },
  "connection.pause": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.resume": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.remove": { input: { providerId: PSA }, who: ["partner", "support"] },
  "connection.savePreferences": { input: { providerId: PSA, preferences: {} }, who: ["partner", "support"] },
  "mapping.list": { input: { providerId: PSA }, who: ["partner", "support"] },
  "mapping.products": { input: { providerId: PSA }, who: ["partner", "support"] },
  "mapping.save": { input: { providerId: PSA, assignments: [] }, who: ["partner", "support"] },
  "mapping.requestUnmap": { input: { providerId: PSA, service: "shield" }, who: ["partner", "support"] },
  "customers.list": { input: { providerId: PSA }, who: ["partner", "support"] },
  "customers.counts": { input: { providerId: PSA }, who: ["partner", "support"] },
  "customers.get": { input: { customerId: "c1" }, who: ["partner", "support"] },
  "customers.companies": { input: { providerId: PSA, search: "acme" }, who: ["partner", "support"] },
  "customers.agreements": { input: { providerId: PSA, companyId: "1" }, who: ["partner", "support"] },
  "customers.assign": { input: { providerId: PSA, customerId: "c1", companyId: "1", agreementId: "100" }, who: ["partner", "support"] },
  "customers.unassign": { input: { providerId: PSA, customerId: "c1" }, who: ["partner", "support"] },
  "runs.start": { input: { providerId: PSA }, who: ["partner", "support"] },
  "runs.get": { input: { runId: "00000000-0000-4000-8000-000000000000" }, who: ["partner", "support"] },
  "runs.list": { input: { providerId: PSA }, who: ["partner", "support"] },
  "runs.release": { input: { runId: "00000000-0000-4000-8000-000000000000" }, who: ["partner", "support"] },
  "runs.cancel": { input: { runId: "00000000-0000-4000-8000-000000000000" }, who: ["partner", "support"] },
  "lines.decide": { input: { providerId: PSA, agreementId: "100", productId: "10", decision: "leave" }, who: ["partner", "support"] },
  "support.partners": { input: {}, who: ["support"] },
  "support.unmapRequests": { input: {}, who: ["support"] },
  "support.clearMapping": { input: { providerId: PSA, service: "shield", ticket: "T-1" }, who: ["support"] },
  "audit.list": { input: {}, who: ["partner", "support"] },
  "reasons.list": { input: {}, who: ["partner", "support"] },
};

/** Not about one partner, so support need not name one. */
const WITHOUT_PARTNER = new Set(["session.me", "integrations.describe", "support.partners", "support.unmapRequests", "reasons.list"]);

async function call(caller: Caller, procedure: string, input: object): Promise<unknown> {
  const [area = "", name = ""] = procedure.split(".");
  const areas = caller as unknown as Record<string, Record<string, (input: object) => Promise<unknown>>>;
  return await areas[area]?.[name]?.(input);
}

describe("who may call what", () => {
  it("is decided for every procedure there is", () => {
    expect(Object.keys(PROCEDURES).toSorted()).toEqual(Object.keys(appRouter._def.procedures).toSorted());
  });

  it("refuses everything to nobody, and to a role that is missing, unknown or unfitting", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    for (const [procedure, { input, who }] of Object.entries(PROCEDURES)) {
      await expectRefusal(call(api.as(null), procedure, input), "UNAUTHORIZED", "unauthenticated");
      for (const role of [undefined, null, "", "admin", "Partner", ["partner"], { toString: () => "partner" }]) {
        await expectRefusal(call(api.as({ role, partnerId: "p1" }), procedure, input), "FORBIDDEN", "forbidden");
      }
      for (const role of (["platform", "partner", "support"] as const).filter((each) => !who.includes(each))) {
        await expectRefusal(call(api.as({ role, partnerId: "p1" }), procedure, { partnerId: "p1", ...input }), "FORBIDDEN", "forbidden");
      }
    }
  });

  it("refuses a partner whose token names none, an unfit one, or one the console never told us about", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    for (const partnerId of [undefined, null, "", 7, ["p1"], "x".repeat(201), "p1\u0000", "nobody"]) {
      for (const procedure of partnerProcedures()) {
        await expectRefusal(call(api.as({ role: "partner", partnerId }), procedure, inputOf(procedure)), "FORBIDDEN", "forbidden");
      }
    }
  });

  it("refuses a partner that names another one, whether or not it exists", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    for (const procedure of partnerProcedures()) {
      for (const partnerId of ["p2", "nobody"]) {
        const refused = await expectRefusal(
          call(api.partner("p1"), procedure, { ...inputOf(procedure), partnerId }),
          "FORBIDDEN",
          "forbidden",
        );
        expect(refused.detail).toBe("Only support may name another partner.");
      }
      const named = { ...inputOf(procedure), partnerId: "p1" };
      expect(await outcomeOf(call(api.partner("p1"), procedure, named))).not.toBe("forbidden");
    }
  });

  it("has support name a partner that exists", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    for (const procedure of [...partnerProcedures(), "support.clearMapping"]) {
      await expectRefusal(call(api.support, procedure, inputOf(procedure)), "BAD_REQUEST", "invalid_input");
      await expectRefusal(call(api.support, procedure, { ...inputOf(procedure), partnerId: 7 }), "BAD_REQUEST", "invalid_input");
      await expectRefusal(call(api.support, procedure, { ...inputOf(procedure), partnerId: "nobody" }), "NOT_FOUND", "not_found");
    }
  });

  it("lets support see and do what the partner could, and writes it down", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    expect(await api.support.connection.get({ partnerId: "p1", providerId: PSA })).toEqual(
      await partner.connection.get({ providerId: PSA }),
    );
    expect(await api.support.connection.get({ partnerId: "p2", providerId: PSA })).toMatchObject({ status: "inactive" });
    await api.support.connection.pause({ partnerId: "p1", providerId: PSA });
    const { items } = await partner.audit.list();
    expect(items.slice(0, 2)).toMatchObject([
      { actor: "sally", role: "support", action: "connection.paused" },
      { actor: "sally", role: "support", action: "support.viewed", facts: { procedure: "connection.get" } },
    ]);
  });

  it("writes down a support view once in a while, not with every refresh", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const views = async () => (await api.partner("p1").audit.list()).items.filter((item) => item.action === "support.viewed").length;
    await api.support.connection.get({ partnerId: "p1", providerId: PSA });
    await api.support.connection.get({ partnerId: "p1", providerId: PSA });
    expect(await views()).toBe(1);
    await api.support.integrations.list({ partnerId: "p1" });
    expect(await views()).toBe(2);
    api.setNow("2026-03-10T12:15:00Z");
    await api.support.connection.get({ partnerId: "p1", providerId: PSA });
    expect(await views()).toBe(3);
  });

  it("never tells one partner about another's rows", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const one = await pushAndEnable(api);
    await one.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    await one.customers.assign({ providerId: PSA, customerId: "c1", companyId: "1", agreementId: "100" });
    const { runId } = await one.runs.start({ providerId: PSA });
    const other = api.partner("p2");
    await expectRefusal(other.runs.get({ runId }), "NOT_FOUND", "not_found");
    await expectRefusal(other.runs.cancel({ runId }), "NOT_FOUND", "not_found");
    await expectRefusal(other.runs.release({ runId }), "NOT_FOUND", "not_found");
    expect(await other.integrations.list()).toMatchObject([{ providerId: PSA, status: "inactive", lastRun: null, since: null }]);
    await expectRefusal(other.mapping.list({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(other.customers.unassign({ providerId: PSA, customerId: "c1" }), "PRECONDITION_FAILED", "not_enabled");
    expect((await other.customers.get({ customerId: "c1" })).integrations).toEqual([]);
    expect((await other.audit.list()).items.map((item) => item.action)).toEqual(["customers.put", "partner.put"]);
    expect((await one.runs.get({ runId })).status).toBe("queued");
  });

  it("refuses who has called too often, before anything is looked at", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const asked: unknown[] = [];
    const admit = (request: unknown) => {
      asked.push(request);
      return Promise.resolve(false);
    };
    const limited = api.as({ role: "partner", partnerId: "p1" }, { admit });
    await expectRefusal(limited.connection.get({ providerId: PSA }), "TOO_MANY_REQUESTS", "too_many_requests");
    await expectRefusal(
      api.as({ role: "platform" }, { admit }).platform.putPartners({ partners: [] }),
      "TOO_MANY_REQUESTS",
      "too_many_requests",
    );
    expect(asked).toEqual([
      { procedure: "connection.get", partnerId: "p1" },
      { procedure: "platform.putPartners", partnerId: null },
    ]);
  });
});

describe("session.me", () => {
  it("tells a partner who it is, and support whom it looks at", async ({ testDatabase }) => {
    const api: ApiFixture = createApiFixture(testDatabase);
    await pushSample(api);
    const partner = { id: "p1", name: "First Partner", timeZone: "Pacific/Auckland" };
    expect(await api.as({ subject: "anna", role: "partner", partnerId: "p1", name: "Anna" }).session.me()).toEqual({
      subject: "anna",
      name: "Anna",
      role: "partner",
      partner,
    });
    expect(await api.support.session.me()).toMatchObject({ role: "support", partner: null });
    expect(await api.support.session.me({ partnerId: "p1" })).toMatchObject({ role: "support", partner });
    await expectRefusal(api.partner("p1").session.me({ partnerId: "p2" }), "FORBIDDEN", "forbidden");
  });
});

function partnerProcedures(): string[] {
  return Object.keys(PROCEDURES).filter((each) => PROCEDURES[each]?.who.includes("partner") === true && !WITHOUT_PARTNER.has(each));
}

function inputOf(procedure: string): object {
  return PROCEDURES[procedure]?.input ?? {};
}

async function outcomeOf(result: Promise<unknown>): Promise<string> {
  return await result.then(
    () => "answered",
    (error: unknown) => (error instanceof Error && "code" in error && error.code === "FORBIDDEN" ? "forbidden" : "refused"),
  );
}
