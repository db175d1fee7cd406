import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, NOW, pushSample } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";

const OBSERVED = "2026-03-10T11:00:00.000Z";

describe("platform.putPartners", () => {
  it("makes partners, and changes only what is given later", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    expect(await api.platform.platform.putPartners({ partners: [{ id: "p1", name: "One", timeZone: "Asia/Tokyo" }] })).toEqual({
      count: 1,
    });
    await api.platform.platform.putPartners({
      partners: [
        { id: "p1", name: "One and only" },
        { id: "p2", name: "Two" },
      ],
    });
    expect(await testDatabase.database.db.selectFrom("partners").select(["id", "name", "time_zone"]).orderBy("id").execute()).toEqual([
      { id: "p1", name: "One and only", time_zone: "Asia/Tokyo" },
      { id: "p2", name: "Two", time_zone: "UTC" },
    ]);
  });

  it("refuses the whole call for one wrong row", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const good = { id: "p1", name: "One" };
    const put = (partners: unknown[]) => api.platform.platform.putPartners({ partners } as never);
    const zone = await expectRefusal(put([good, { id: "p2", name: "Two", timeZone: "Mars/Base" }]), "BAD_REQUEST", "invalid_input");
    expect(zone.field).toBe("partners.1.timeZone");
    await expectRefusal(put([good, { ...good, name: "Again" }]), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put([good, { id: "", name: "Two" }]), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put([good, { id: "x".repeat(201), name: "Two" }]), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put([good, { id: "nul\u0000", name: "Two" }]), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put([good, { id: "half\ud800", name: "Two" }]), "BAD_REQUEST", "invalid_input");
    expect(await testDatabase.database.db.selectFrom("partners").selectAll().execute()).toEqual([]);
  });

  it("takes any id of up to 200 characters", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const ids = ["x".repeat(200), "👩‍💻'; drop table partners; --", "__proto__", "ünïcödé ", "%_\\"];
    await api.platform.platform.putPartners({ partners: ids.map((id) => ({ id, name: id })) });
    const rows = await testDatabase.database.db.selectFrom("partners").select("id").execute();
    expect(rows.map((row) => row.id).toSorted()).toEqual(ids.toSorted());
    for (const id of ids)
      await api.platform.platform.putCustomers({ partnerId: id, customers: ids.map((customer) => ({ id: customer, name: "n" })) });
    expect(await api.partner("__proto__").session.me()).toMatchObject({ partner: { id: "__proto__" } });
  });
});

describe("platform.putCustomers", () => {
  it("makes and changes customers, and leaves the others and what is not given alone", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const answer = await api.platform.platform.putCustomers({
      partnerId: "p1",
      customers: [
        { id: "c1", name: "Alpha Two" },
        { id: "c3", name: "Gamma", domains: ["g.example", "h.example"], archived: true },
      ],
    });
    expect(answer).toEqual({ count: 2 });
    const rows = () =>
      testDatabase.database.db
        .selectFrom("customers")
        .select(["id", "name", "domains", "archived_at"])
        .where("partner_id", "=", "p1")
        .orderBy("id")
        .execute();
    expect(await rows()).toEqual([
      { id: "c1", name: "Alpha Two", domains: ["alpha.example"], archived_at: null },
      { id: "c2", name: "Beta", domains: [], archived_at: null },
      { id: "c3", name: "Gamma", domains: ["g.example", "h.example"], archived_at: NOW },
    ]);
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c3", name: "Gamma" }] });
    expect((await rows())[2]).toMatchObject({ archived_at: NOW });
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c3", name: "Gamma", archived: false, domains: [] }] });
    expect((await rows())[2]).toMatchObject({ archived_at: null, domains: [] });
  });

  it("refuses an unknown partner and the whole call for one wrong row", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const put = (partnerId: string, customers: unknown[]) => api.platform.platform.putCustomers({ partnerId, customers } as never);
    await expectRefusal(put("nobody", [{ id: "c9", name: "N" }]), "NOT_FOUND", "not_found");
    await expectRefusal(
      put("p1", [
        { id: "c9", name: "N" },
        { id: "c9", name: "M" },
      ]),
      "BAD_REQUEST",
      "invalid_input",
    );
    await expectRefusal(put("p1", [{ id: "c9", name: "N" }, { id: "c8" }]), "BAD_REQUEST", "invalid_input");
    expect(await testDatabase.database.db.selectFrom("customers").select("id").where("id", "=", "c9").execute()).toEqual([]);
  });
});

describe("platform.putQuantities", () => {
  it("replaces a snapshot as a whole, and never by an older one", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const put = (observedAt: string, quantities: Array<{ service: string; quantity: number }>) =>
      api.platform.platform.putQuantities({ partnerId: "p1", observedAt, customers: [{ customerId: "c1", quantities }] });
    const stored = async () =>
      await testDatabase.database.db
        .selectFrom("quantity_snapshots")
        .select(["observed_at", "quantities"])
        .where("partner_id", "=", "p1")
        .executeTakeFirstOrThrow();
    await put(OBSERVED, [
      { service: "cloudfilter", quantity: 5 },
      { service: "safesend", quantity: 2 },
    ]);
    expect(await put("2026-03-10T10:00:00Z", [{ service: "cloudfilter", quantity: 99 }])).toEqual({ accepted: 0, ignoredOlder: 1 });
    expect((await stored()).quantities).toEqual({ cloudfilter: 5, safesend: 2 });
    expect(await put(OBSERVED, [{ service: "cloudfilter", quantity: 6 }])).toEqual({ accepted: 1, ignoredOlder: 0 });
    expect((await stored()).quantities).toEqual({ cloudfilter: 6 });
    // The same instant, written in another zone.
    expect(await put("2026-03-10T12:30:00+01:30", [])).toEqual({ accepted: 1, ignoredOlder: 0 });
    expect(await stored()).toEqual({ observed_at: new Date(OBSERVED), quantities: {} });
  });

  it("takes bundles, and 0 as none", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const quantities = [
      { service: "bracket-bundle", quantity: 10 },
      { service: "shield", quantity: 0 },
    ];
    await api.platform.platform.putQuantities({ partnerId: "p1", observedAt: OBSERVED, customers: [{ customerId: "c1", quantities }] });
    const customer = await api.partner("p1").customers.get({ customerId: "c1" });
    expect(customer.quantities.filter((each) => each.quantity > 0)).toEqual([
      { service: "bracket-bundle", name: "Bracket bundle", kind: "bundle", quantity: 10 },
    ]);
  });

  it("refuses the whole call and stores nothing for one wrong value", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const put = (given: object) =>
      api.platform.platform.putQuantities({ partnerId: "p1", observedAt: OBSERVED, customers: [], ...given } as never);
    const good = { customerId: "c1", quantities: [{ service: "cloudfilter", quantity: 5 }] };
    const with2 = (quantities: unknown[]) => put({ customers: [good, { customerId: "c2", quantities }] });
    await expectRefusal(put({ partnerId: "nobody", customers: [good] }), "NOT_FOUND", "not_found");
    const unknown = await expectRefusal(put({ customers: [good, { customerId: "c9", quantities: [] }] }), "NOT_FOUND", "not_found");
    expect(unknown).toMatchObject({ field: "customers.1.customerId", detail: expect.stringContaining('"c9"') as string });
    const service = await expectRefusal(with2([{ service: "filter", quantity: 1 }]), "BAD_REQUEST", "invalid_input");
    expect(service.field).toBe("customers.1.quantities.0.service");
    for (const quantity of [-1, 1.5, 1e12, Number.NaN, Infinity, "5", null]) {
      await expectRefusal(with2([{ service: "shield", quantity }]), "BAD_REQUEST", "invalid_input");
    }
    await expectRefusal(
      with2([
        { service: "shield", quantity: 1 },
        { service: "shield", quantity: 1 },
      ]),
      "BAD_REQUEST",
      "invalid_input",
    );
    await expectRefusal(put({ customers: [good, good] }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put({ observedAt: "2026-03-10T12:10:01Z", customers: [good] }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put({ observedAt: "yesterday", customers: [good] }), "BAD_REQUEST", "invalid_input");
    await expectRefusal(put({ observedAt: "2026-02-30T00:00:00Z", customers: [good] }), "BAD_REQUEST", "invalid_input");
    expect(await testDatabase.database.db.selectFrom("quantity_snapshots").selectAll().execute()).toEqual([]);
  });

  it("allows a clock that is a little ahead", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const customers = [{ customerId: "c1", quantities: [] }];
    const put = api.platform.platform.putQuantities({ partnerId: "p1", observedAt: "2026-03-10T12:09:59Z", customers });
    expect(await put).toEqual({ accepted: 1, ignoredOlder: 0 });
  });

  it("does not mix up two calls for the same customers in different order", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const ids = Array.from({ length: 200 }, (_, index) => `n${index}`);
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: ids.map((id) => ({ id, name: id })) });
    const put = (order: string[], quantity: number) =>
      api.platform.platform.putQuantities({
        partnerId: "p1",
        observedAt: OBSERVED,
        customers: order.map((customerId) => ({ customerId, quantities: [{ service: "shield", quantity }] })),
      });
    const calls = Array.from({ length: 8 }, (_, index) => put(index % 2 === 0 ? ids : ids.toReversed(), index));
    expect(await Promise.all(calls)).toEqual(calls.map(() => ({ accepted: 200, ignoredOlder: 0 })));
    const rows = await testDatabase.database.db.selectFrom("quantity_snapshots").select("quantities").distinct().execute();
    expect(rows).toHaveLength(1);
  });

  it("writes down who pushed how much, and none of it a second time", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const { items } = await api.partner("p1").audit.list();
    expect(items).toMatchObject([
      { actor: "console", role: "platform", action: "customers.put", facts: { count: 2, changed: 2 }, ip: "203.0.113.7" },
      { action: "partner.put", facts: { name: "First Partner" } },
    ]);
    await pushSample(api);
    expect((await api.partner("p1").audit.list()).items).toHaveLength(2);
  });
});
