import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, PSA } from "../testing/api-fixture.ts";
import { recordRun } from "../testing/record-run.ts";

const ACME = { providerId: PSA, companyId: "1", agreementId: "100" };

describe("customers.exclude", () => {
  it("shows the customer as excluded with its note, counts it so, and names who shares its agreement", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    for (const customerId of ["c1", "c2"]) await partner.customers.assign({ ...ACME, customerId });
    const excluded = await partner.customers.exclude({ providerId: PSA, customerId: "c1", note: "  Our own staff " });
    expect(excluded).toMatchObject({ status: "excluded", note: "Our own staff" });
    await recordRun(testDatabase.database, { minutesLater: 5 }, [
      { agreementId: "100", customerId: "c1", reason: "customer_excluded" },
      { agreementId: "100", reason: "agreement_has_excluded" },
    ]);
    const { items } = await partner.customers.list({ providerId: PSA });
    expect(items.map(({ customerId, status, reason, note }) => [customerId, status, reason, note])).toEqual([
      ["c1", "excluded", null, "Our own staff"],
      ["c2", "problem", "agreement_has_excluded", null],
    ]);
    expect(await partner.customers.counts({ providerId: PSA })).toEqual({ total: 2, notAssigned: 0, complete: 0, problem: 1, excluded: 1 });
    for (const [status, ids] of [
      ["excluded", ["c1"]],
      ["problem", ["c2"]],
      ["complete", []],
      ["not_assigned", []],
    ] as const) {
      const found = await partner.customers.list({ providerId: PSA, status });
      expect([status, found.items.map((item) => item.customerId)]).toEqual([status, ids]);
    }
    expect((await partner.customers.get({ customerId: "c1" })).integrations[0]).toMatchObject({
      status: "excluded",
      exclusion: { note: "Our own staff", excludedBy: "user-of-p1" },
      sharedWith: [{ customerId: "c2", name: "Beta" }],
    });
  });

  it("keeps its place where it is unassigned and assigned elsewhere", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.customers.exclude({ providerId: PSA, customerId: "c1" });
    await partner.customers.assign({ ...ACME, customerId: "c1" });
    await partner.customers.unassign({ providerId: PSA, customerId: "c1" });
    const statusOf = async () => (await partner.customers.list({ providerId: PSA })).items[0]?.status;
    expect(await statusOf()).toBe("excluded");
    expect(await partner.customers.include({ providerId: PSA, customerId: "c1" })).toEqual({ customerId: "c1", included: true });
    expect(await statusOf()).toBe("not_assigned");
  });

  it("says why a customer with units is not billed", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const customers = [{ customerId: "c1", quantities: [{ service: "shield", quantity: 4 }] }];
    await api.platform.platform.putQuantities({ partnerId: "p1", observedAt: "2026-03-10T11:00:00Z", customers });
    await partner.customers.exclude({ providerId: PSA, customerId: "c1", note: "Own staff" });
    const { items } = await partner.customers.unbilled({ providerId: PSA, cause: "excluded" });
    expect(items).toMatchObject([{ customerId: "c1", cause: "excluded", units: 4, note: "Own staff" }]);
    expect((await partner.customers.unbilledSummary({ providerId: PSA })).customers.excluded).toEqual({ customers: 1, units: 4 });
  });
});
