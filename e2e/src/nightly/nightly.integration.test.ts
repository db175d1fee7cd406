import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { createTestDatabase, type TestDatabase } from "@integrations/database/testing";
import { freePort } from "@integrations/demo/free-port";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trpcHttp, type TrpcHttp } from "../support/trpc-http.ts";
import { startOutsideStack, type OutsideStack } from "./outside-stack.ts";
import { AGREEMENTS, COMPANIES, KEYS, PRODUCTS, samplePsa } from "./sample-psa.ts";

const PARTNER = "partner/ü 1";
const PROVIDER = { providerId: "connectwise-manage" };
const MONEY = /price|cost|margin|amount|rate/i;

describe("a night, driven over HTTP alone", () => {
  let simulator: Simulator;
  let database: TestDatabase;
  let stack: OutsideStack;
  let platform: TrpcHttp;
  let partner: TrpcHttp;

  beforeAll(async () => {
    simulator = await startConnectWiseSimulator({ tenants: [samplePsa()] });
    database = await createTestDatabase();
    stack = await startOutsideStack({ databaseUrl: database.url, site: simulator.site, port: await freePort() });
    platform = trpcHttp(stack.url, await stack.issuer.token({ sub: "console", role: "platform" }));
    partner = trpcHttp(stack.url, await stack.issuer.token({ sub: "pat", role: "partner", partner_id: PARTNER }));
  });

  afterAll(async () => {
    await stack?.stop();
    await database?.drop();
    await simulator?.close();
  });

  it("is set up: pushed, enabled, mapped, assigned", async () => {
    expect(
      await platform.mutate("platform.putPartners", { partners: [{ id: PARTNER, name: "Outside MSP", timeZone: "Europe/Berlin" }] }),
    ).toMatchObject({ count: 1 });
    const customers = [
      { id: "c1", name: "Oak Street Dental" },
      { id: "c2", name: "Oak Street Optics" },
      { id: "c3", name: "Pine Lane Bakery" },
    ];
    expect(await platform.mutate("platform.putCustomers", { partnerId: PARTNER, customers })).toMatchObject({ count: 3 });
    const quantities = [
      {
        customerId: "c1",
        quantities: [
          { service: "cloudfilter", quantity: 5 },
          { service: "xtramail", quantity: 1 },
        ],
      },
      { customerId: "c2", quantities: [{ service: "bracket-bundle", quantity: 10 }] },
      {
        customerId: "c3",
        quantities: [
          { service: "cloudfilter", quantity: 10 },
          { service: "safesend", quantity: 6 },
        ],
      },
    ];
    const push = { partnerId: PARTNER, observedAt: new Date().toISOString(), customers: quantities };
    expect(await platform.mutate("platform.putQuantities", push)).toMatchObject({ accepted: 3, ignoredOlder: 0 });

    expect(await partner.mutate("connection.check", { ...PROVIDER, config: KEYS })).toMatchObject({ ok: true });
    await partner.mutate("connection.enable", { ...PROVIDER, config: KEYS });
    expect(await partner.query("integrations.list", {})).toContainEqual(expect.objectContaining({ ...PROVIDER, status: "active" }));

    // CloudFilter and XtraMail share a product; the bundle brings Bracket, CloudFilter and SafeSend.
    await partner.mutate("mapping.save", {
      ...PROVIDER,
      assignments: [
        { service: "cloudfilter", productId: String(PRODUCTS.filter) },
        { service: "xtramail", productId: String(PRODUCTS.filter) },
        { service: "safesend", productId: String(PRODUCTS.secure) },
        { service: "bracket", productId: String(PRODUCTS.bracket) },
      ],
    });
    for (const [customerId, companyId, agreementId] of [
      ["c1", COMPANIES.shared, AGREEMENTS.shared],
      ["c2", COMPANIES.shared, AGREEMENTS.shared],
      ["c3", COMPANIES.single, AGREEMENTS.single],
    ] as const) {
      await partner.mutate("customers.assign", { ...PROVIDER, customerId, companyId: String(companyId), agreementId: String(agreementId) });
    }
  });

  it("sets exactly the wanted quantities, and prints them", async () => {
    const night = await stack.run("apps/worker/src/nightly.ts");
    expect(night.code === 0 ? "" : night.output).toBe("");
    expect(night.output).toMatch(/Outside MSP/);
    expect(linesOf(AGREEMENTS.shared)).toEqual([
      [PRODUCTS.filter, 16], // 5 + 1 of one customer, 10 of the other's bundle
      [PRODUCTS.secure, 10],
      [PRODUCTS.bracket, 10],
      [PRODUCTS.backup, 8],
    ]);
    expect(linesOf(AGREEMENTS.single)).toEqual([
      [PRODUCTS.filter, 10],
      [PRODUCTS.secure, 6],
      [PRODUCTS.backup, 2.5],
    ]);
  });

  it("leaves every line that is not mapped exactly as it was", () => {
    const untouched = simulator.data.allLines().filter((line) => line.updatedBy === "Office");
    expect(untouched.map((line) => [line.id, line.quantity])).toEqual([
      [9002, 8],
      [9003, 10],
      [9005, 2.5],
      [9006, 99],
    ]);
  });

  it("never sends a field about money, and writes by PATCH and POST alone", () => {
    const writes = simulator.requests.writes();
    expect(writes.length).toBeGreaterThan(0);
    for (const write of writes) {
      expect(["PATCH", "POST"]).toContain(write.method);
      expect(JSON.stringify(write.body)).not.toMatch(MONEY);
    }
    expect(simulator.data.allLines().filter((line) => line.id <= 9006 && (line.unitPrice !== 6.99 || line.unitCost !== 2.75))).toEqual([]);
  });

  it("tells the run with its changes", async () => {
    const { items } = await partner.query<{ items: Array<{ id: string }> }>("runs.list", PROVIDER);
    expect(items).toHaveLength(1);
    const run = await partner.query<{ changes: unknown[] }>("runs.get", { runId: items[0]?.id });
    expect(run).toMatchObject({ status: "succeeded", trigger: "nightly", counts: { set: 2, added: 2, unchanged: 1 } });
    expect(run.changes).toHaveLength(4);
    expect(run.changes).toContainEqual(
      expect.objectContaining({
        agreementId: String(AGREEMENTS.single),
        productId: String(PRODUCTS.secure),
        before: 4,
        after: 6,
        outcome: "set",
        reason: null,
      }),
    );
  });

  it("writes nothing in a second night", async () => {
    const writesBefore = simulator.requests.writes().length;
    const night = await stack.run("apps/worker/src/nightly.ts");
    expect(night.code === 0 ? "" : night.output).toBe("");
    expect(simulator.requests.writes()).toHaveLength(writesBefore);
  });

  function linesOf(agreementId: number): Array<[number, number | null]> {
    return simulator.data
      .lines(agreementId)
      .map((line): [number, number | null] => [line.productId, line.quantity])
      .toSorted(([one], [other]) => one - other);
  }
});
