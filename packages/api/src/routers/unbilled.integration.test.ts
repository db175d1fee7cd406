import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, PSA, type ApiFixture } from "../testing/api-fixture.ts";

const FRESH = "2026-03-10T11:00:00Z";
/** 36 hours and a second before the fixture's now. */
const STALE = "2026-03-08T23:59:59Z";

interface Pushed {
  readonly units?: number;
  readonly observedAt?: string;
  readonly archived?: boolean;
}

/** Customers with units of a service that nothing is mapped to. */
async function push(api: ApiFixture, customers: Readonly<Record<string, Pushed>>): Promise<void> {
  await api.platform.platform.putCustomers({
    partnerId: "p1",
    customers: Object.entries(customers).map(([id, { archived = false }]) => ({ id, name: `Customer ${id}`, archived })),
  });
  for (const [customerId, { units, observedAt = FRESH }] of Object.entries(customers)) {
    if (units === undefined) continue;
    const quantities = [{ service: "shield", quantity: units }];
    await api.platform.platform.putQuantities({ partnerId: "p1", observedAt, customers: [{ customerId, quantities }] });
  }
}

describe("customers.unbilled", () => {
  it("lists whoever has units and is assigned nowhere, the largest first, and leaves out who has none", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await push(api, { small: { units: 2 }, large: { units: 90 }, none: { units: 0 }, uncounted: {}, gone: { units: 5, archived: true } });
    const { items, nextCursor } = await partner.customers.unbilled({ providerId: PSA });
    expect(items.map(({ customerId, units, cause }) => [customerId, units, cause])).toEqual([
      ["large", 90, "not_assigned"],
      ["small", 2, "not_assigned"],
    ]);
    expect(nextCursor).toBeUndefined();
  });

  it("lists assigned customers whose count is too old or never came, and not one whose count is 36 hours old", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await push(api, {
      billed: { units: 7 },
      old: { units: 6, observedAt: STALE },
      edge: { units: 5, observedAt: "2026-03-09T00:00:00Z" },
      never: {},
    });
    for (const customerId of ["billed", "old", "edge", "never"]) {
      await partner.customers.assign({ providerId: PSA, customerId, companyId: "1", agreementId: "100" });
    }
    const { items } = await partner.customers.unbilled({ providerId: PSA });
    expect(items.map(({ customerId, units, cause, agreement }) => [customerId, units, cause, agreement?.id])).toEqual([
      ["old", 6, "quantities_stale", "100"],
      ["never", null, "quantities_missing", "100"],
    ]);
    expect((await partner.customers.unbilledSummary({ providerId: PSA })).customers).toEqual({
      not_assigned: { customers: 0, units: 0 },
      excluded: { customers: 0, units: 0 },
      quantities_stale: { customers: 1, units: 6 },
      quantities_missing: { customers: 1, units: 0 },
    });
  });

  it("gives every row once over pages of any size, equal sizes and missing counts included", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await push(api, { a: { units: 3 }, b: { units: 3 }, c: { units: 3 }, d: { units: 1 }, e: {}, f: {} });
    for (const customerId of ["e", "f"]) {
      await partner.customers.assign({ providerId: PSA, customerId, companyId: "1", agreementId: "100" });
    }
    const whole = await partner.customers.unbilled({ providerId: PSA });
    expect(whole.items.map((item) => item.customerId)).toEqual(["c", "b", "a", "d", "e", "f"]);
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await partner.customers.unbilled({ providerId: PSA, limit, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map((item) => item.customerId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(whole.items.map((item) => item.customerId));
    }
    for (const [cause, ids] of [
      ["not_assigned", ["c", "b", "a", "d"]],
      ["quantities_missing", ["e", "f"]],
      ["quantities_stale", []],
      ["excluded", []],
    ] as const) {
      const { items } = await partner.customers.unbilled({ providerId: PSA, cause });
      expect(items.map((item) => item.customerId)).toEqual(ids);
    }
  });

  it("names the services that nothing is mapped to with their units, bundles as their members, until they are mapped", async ({
    testDatabase,
  }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await push(api, { c1: { units: 4 } });
    const quantities = [{ service: "bracket-bundle", quantity: 10 }];
    await api.platform.platform.putQuantities({ partnerId: "p1", observedAt: FRESH, customers: [{ customerId: "c2", quantities }] });
    const services = async () =>
      (await partner.customers.unbilledSummary({ providerId: PSA })).services.map(({ service, units, customers }) => [
        service,
        units,
        customers,
      ]);
    expect(await services()).toEqual(
      expect.arrayContaining([
        ["bracket", 10, 1],
        ["cloudfilter", 10, 1],
        ["safesend", 10, 1],
        ["shield", 4, 1],
      ]),
    );
    expect((await services()).at(-1)).toEqual(["shield", 4, 1]);
    await partner.mapping.save({ providerId: PSA, assignments: [{ service: "bracket", productId: "10" }] });
    expect((await services()).map(([service]) => service)).not.toContain("bracket");
  });

  it("refuses a cursor that is none", async ({ testDatabase }) => {
    const partner = await pushAndEnable(createApiFixture(testDatabase));
    await expect(partner.customers.unbilled({ providerId: PSA, cursor: "bm9uZQ" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
