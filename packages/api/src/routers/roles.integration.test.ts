import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, pushSample, PSA, type ApiFixture } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

describe("what a role may do", () => {
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
