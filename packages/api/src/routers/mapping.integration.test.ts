import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, PSA, type ApiFixture, type Caller } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

async function pushQuantities(api: ApiFixture, counts: Record<string, Record<string, number>>): Promise<void> {
  await api.platform.platform.putQuantities({
    partnerId: "p1",
    observedAt: "2026-03-10T11:00:00Z",
    customers: Object.entries(counts).map(([customerId, services]) => ({
      customerId,
      quantities: Object.entries(services).map(([service, quantity]) => ({ service, quantity })),
    })),
  });
}

async function rowOf(partner: Caller, service: string) {
  return (await partner.mapping.list({ providerId: PSA })).find((row) => row.service === service);
}

describe("mapping.list", () => {
  it("has every service but the bundle, Not Assigned at first, with what customers have now", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c3", name: "Gone", archived: true }] });
    await pushQuantities(api, { c1: { "bracket-bundle": 10, cloudfilter: 5 }, c2: { cloudfilter: 1 }, c3: { cloudfilter: 100 } });
    const rows = await partner.mapping.list({ providerId: PSA });
    expect(rows.map((row) => [row.service, row.name, row.deprecated])).toEqual([
      ["cloudfilter", "CloudFilter", false],
      ["safesend", "SafeSend", false],
      ["bracket", "Bracket", false],
      ["xtramail", "XtraMail", false],
      ["securestore", "SecureStore", false],
      ["cloudmail", "CloudMail", false],
      ["shield", "Shield", false],
      ["exchange-basic", "Exchange+ Basic", true],
      ["exchange-advanced", "Exchange+ Advanced", true],
      ["exchange-premium", "Exchange+ Premium", true],
    ]);
    expect(rows.every((row) => row.productId === null && row.productName === null && row.version === 0)).toBe(true);
    expect(rows[0]).toMatchObject({ customers: 2, units: 16 });
    expect(rows[1]).toMatchObject({ customers: 1, units: 10 });
    expect(rows.filter((row) => !row.canBeMapped).map((row) => row.service)).toEqual([
      "exchange-basic",
      "exchange-advanced",
      "exchange-premium",
    ]);
  });

  it("needs an enabled integration", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushAndEnable(api);
    const other = api.partner("p2");
    await expectRefusal(other.mapping.list({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(other.mapping.products({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(other.mapping.save({ providerId: PSA, assignments: [] }), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(other.mapping.list({ providerId: "other" }), "NOT_FOUND", "not_found");
  });
});

describe("mapping.products", () => {
  it("searches and pages", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const first = await partner.mapping.products({ providerId: PSA, limit: 1 });
    expect(first).toEqual({ items: [{ id: "10", identifier: "FILTER", description: "Mail filter" }], nextCursor: "1" });
    expect((await partner.mapping.products({ providerId: PSA, limit: 1, cursor: "1" })).items).toMatchObject([{ id: "11" }]);
    expect((await partner.mapping.products({ providerId: PSA, search: " SAFE " })).items).toMatchObject([{ id: "11" }]);
    await expectRefusal(partner.mapping.products({ providerId: PSA, search: "x".repeat(10_000) }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(partner.mapping.products({ providerId: PSA, search: "nul\u0000" }), "BAD_REQUEST", "invalid_input");
  });
});

describe("mapping.save", () => {
  it("maps services, two of them to one product where wanted, and changes them later", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const saved = await partner.mapping.save({
      providerId: PSA,
      assignments: [
        { service: "cloudfilter", productId: "10" },
        { service: "shield", productId: "10" },
        { service: "safesend", productId: "11" },
        { service: "bracket", productId: null },
      ],
    });
    expect(saved).toEqual({ version: 1, changed: 3 });
    expect(await rowOf(partner, "shield")).toMatchObject({
      productId: "10",
      productName: "Mail filter",
      productIdentifier: "FILTER",
      version: 1,
    });
    expect(await rowOf(partner, "safesend")).toMatchObject({ productId: "11", productName: "SAFE" });
    const verbs = api.psa.calls.length;
    expect(await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] })).toEqual({
      version: 1,
      changed: 0,
    });
    expect(api.psa.calls).toHaveLength(verbs);
    expect(await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "11" }] })).toEqual({
      version: 2,
      changed: 1,
    });
    const [newest] = (await partner.audit.list()).items;
    expect(newest).toMatchObject({
      action: "mapping.saved",
      facts: {
        changes: [{ service: "shield", from: { productId: "10", identifier: "FILTER" }, to: { productId: "11", identifier: "SAFE" } }],
      },
    });
  });

  it("saves all or nothing", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const good = { service: "cloudfilter", productId: "10" };
    const save = (other: { service: string; productId: string | null }) =>
      partner.mapping.save({ providerId: PSA, assignments: [good, other] });
    const gone = await expectRefusal(save({ service: "shield", productId: "999" }), "PRECONDITION_FAILED", "product_not_found");
    expect(gone.field).toBe("assignments.1.productId");
    await expectRefusal(save({ service: "shield", productId: "12" }), "PRECONDITION_FAILED", "product_not_found");
    await expectRefusal(save({ service: "shield", productId: "13" }), "PRECONDITION_FAILED", "product_not_allowed");
    await expectRefusal(save({ service: "nothing", productId: "10" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(save({ service: "bracket-bundle", productId: "10" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(save({ service: "cloudfilter", productId: "11" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(save({ service: "shield", productId: "" }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(save({ service: "exchange-basic", productId: "10" }), "PRECONDITION_FAILED", "service_deprecated");
    api.psa.tokens.clear();
    await expectRefusal(save({ service: "shield", productId: "11" }), "PRECONDITION_FAILED", "credentials_refused");
    expect(await testDatabase.database.db.selectFrom("mappings").selectAll().execute()).toEqual([]);
    expect(await rowOf(partner, "cloudfilter")).toMatchObject({ version: 0 });
  });

  it("does not take a mapping back", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    const assignments = [
      { service: "cloudfilter", productId: "10" },
      { service: "shield", productId: null },
    ];
    const refused = await expectRefusal(partner.mapping.save({ providerId: PSA, assignments }), "FORBIDDEN", "unmap_needs_support");
    expect(refused.field).toBe("assignments.1.service");
    await expectRefusal(api.support.mapping.save({ partnerId: "p1", providerId: PSA, assignments }), "FORBIDDEN", "unmap_needs_support");
    expect(await rowOf(partner, "cloudfilter")).toMatchObject({ productId: null });
    expect(await rowOf(partner, "shield")).toMatchObject({ productId: "10" });
  });

  it("lets a deprecated service be mapped only while somebody has units of it, and keeps what is there", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const map = (productId: string) => partner.mapping.save({ providerId: PSA, assignments: [{ service: "exchange-basic", productId }] });
    await pushQuantities(api, { c1: { "exchange-basic": 0 } });
    await expectRefusal(map("10"), "PRECONDITION_FAILED", "service_deprecated");
    await pushQuantities(api, { c1: { "exchange-basic": 3 } });
    await map("10");
    await pushQuantities(api, { c1: { "exchange-basic": 0 } });
    expect(await map("11")).toEqual({ version: 2, changed: 1 });
    expect(await rowOf(partner, "exchange-basic")).toMatchObject({ productId: "11", deprecated: true, canBeMapped: true });
  });

  it("notices that somebody else saved since the list was read", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const version = (await partner.mapping.list({ providerId: PSA }))[0]?.version;
    const save = (service: string, given?: number) =>
      partner.mapping.save({ providerId: PSA, assignments: [{ service, productId: "10" }], version: given });
    await save("shield", version);
    await expectRefusal(save("cloudfilter", version), "CONFLICT", "changed_meanwhile");
    expect(await save("cloudfilter", 1)).toEqual({ version: 2, changed: 1 });
    expect(await save("safesend")).toEqual({ version: 3, changed: 1 });
  });

  it("looks again at what was saved while the provider was asked", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const save = (assignments: Array<{ service: string; productId: string | null }>, version?: number) =>
      partner.mapping.save({ providerId: PSA, assignments, version });
    api.psa.meanwhile = async () => {
      await save([{ service: "bracket", productId: "11" }]);
    };
    const both = [
      { service: "shield", productId: "10" },
      { service: "bracket", productId: null },
    ];
    await expectRefusal(save(both), "FORBIDDEN", "unmap_needs_support");
    expect(await rowOf(partner, "shield")).toMatchObject({ productId: null });
    api.psa.meanwhile = async () => {
      await save([{ service: "safesend", productId: "11" }]);
    };
    await expectRefusal(save([{ service: "shield", productId: "10" }], 1), "CONFLICT", "changed_meanwhile");
    api.psa.meanwhile = async () => {
      await partner.connection.remove({ providerId: PSA });
    };
    await expectRefusal(save([{ service: "shield", productId: "10" }]), "PRECONDITION_FAILED", "not_enabled");
  });

  it("keeps concurrent saves apart", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const services = ["shield", "cloudfilter", "safesend", "bracket", "xtramail"];
    const save = (service: string) => partner.mapping.save({ providerId: PSA, assignments: [{ service, productId: "10" }], version: 0 });
    const results = await Promise.allSettled(services.map(save));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const rows = await partner.mapping.list({ providerId: PSA });
    expect(rows.filter((row) => row.productId !== null)).toHaveLength(1);
  });

  it("still works while the integration is paused", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.connection.pause({ providerId: PSA });
    const saved = await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    expect(saved).toEqual({ version: 1, changed: 1 });
  });
});

describe("setting a mapping back", () => {
  it("is asked for by the partner and done by support with a ticket", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "10" }] });
    const request = { providerId: PSA, service: "shield", note: "We no longer sell it." };
    const first = await partner.mapping.requestUnmap(request);
    expect(await partner.mapping.requestUnmap(request)).toEqual(first);
    expect(await rowOf(partner, "shield")).toMatchObject({ unmapRequestedAt: first.requestedAt });
    expect(await api.support.support.unmapRequests()).toEqual({
      items: [
        {
          requestId: first.requestId,
          partnerId: "p1",
          partnerName: "First Partner",
          providerId: PSA,
          service: "shield",
          serviceName: "Shield",
          productName: "Mail filter",
          requestedBy: "user-of-p1",
          requestedAt: first.requestedAt,
          note: "We no longer sell it.",
        },
      ],
    });
    expect(await api.support.support.unmapRequests({ partnerId: "p2" })).toEqual({ items: [] });
    const clear = (ticket: string) => api.support.support.clearMapping({ partnerId: "p1", providerId: PSA, service: "shield", ticket });
    await expectRefusal(clear(""), "BAD_REQUEST", "invalid_input");
    await expectRefusal(clear("   "), "BAD_REQUEST", "invalid_input");
    expect(await clear(" T-4711 ")).toEqual({ service: "shield", version: 2 });
    expect(await rowOf(partner, "shield")).toMatchObject({ productId: null, unmapRequestedAt: null, version: 2 });
    expect(await api.support.support.unmapRequests({})).toEqual({ items: [] });
    expect((await partner.audit.list()).items[0]).toMatchObject({
      actor: "sally",
      role: "support",
      action: "mapping.cleared",
      facts: { service: "shield", ticket: "T-4711", from: { productId: "10", identifier: "FILTER" } },
    });
    expect(await testDatabase.database.db.selectFrom("unmap_requests").select(["ticket", "closed_by"]).execute()).toEqual([
      { ticket: "T-4711", closed_by: "sally" },
    ]);
  });

  it("is refused for what is not mapped or is no service", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    for (const service of ["shield", "bracket-bundle", "nothing"]) {
      await expectRefusal(partner.mapping.requestUnmap({ providerId: PSA, service }), "BAD_REQUEST", "invalid_input");
      const clear = api.support.support.clearMapping({ partnerId: "p1", providerId: PSA, service, ticket: "T-1" });
      await expectRefusal(clear, "BAD_REQUEST", "invalid_input");
    }
    const elsewhere = api.support.support.clearMapping({ partnerId: "p2", providerId: PSA, service: "shield", ticket: "T-1" });
    await expectRefusal(elsewhere, "PRECONDITION_FAILED", "not_enabled");
  });
});
