import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, PSA, type ApiFixture } from "../testing/api-fixture.ts";
import { agreement } from "../testing/memory-psa.ts";
import { expectRefusal } from "../testing/refusal.ts";

async function push(api: ApiFixture, customers: ReadonlyArray<{ id: string; name: string; domains?: string[] }>): Promise<void> {
  await api.platform.platform.putCustomers({ partnerId: "p1", customers: [...customers] });
}

describe("customers.suggestions", () => {
  it("proposes the one company with one agreement, shows what is ambiguous, and stores nothing", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.companies.push({ id: "4", identifier: "BOLT2", name: "Bolt Inc", domains: [] });
    api.psa.agreements.push(agreement({ id: "400", companyId: "4", companyName: "Bolt Inc" }));
    await push(api, [
      { id: "by-domain", name: "D", domains: ["ACME.example"] },
      { id: "twice", name: "bolt inc" },
      { id: "no-agreement", name: "N", domains: ["empty.example"] },
      { id: "unknown", name: "Nobody", domains: ["gmail.com"] },
    ]);
    const { items } = await partner.customers.suggestions({ providerId: PSA });
    const told = items.map(({ customerId, candidates, proposal }) => [
      customerId,
      candidates.map(({ company, reasons, confidence }) => `${company.id} ${reasons.join("+")} ${confidence}`),
      proposal?.agreementId ?? null,
    ]);
    expect(told).toEqual(
      expect.arrayContaining([
        ["by-domain", ["1 domain high"], "100"],
        ["twice", ["2 name low", "4 name low"], null],
        ["no-agreement", ["3 domain high"], null],
        ["unknown", [], null],
      ]),
    );
    expect((await partner.customers.counts({ providerId: PSA })).notAssigned).toBe(items.length);
  });

  it("leaves the choice to the partner where the company has several agreements that go on", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.agreements.push(agreement({ id: "103", companyId: "1", companyName: "Acme Ltd" }));
    await push(api, [{ id: "c1", name: "Acme Ltd" }]);
    const { items } = await partner.customers.suggestions({ providerId: PSA, limit: 1 });
    expect(items[0]?.candidates[0]?.agreements.map(({ id }) => id)).toEqual(["100", "103"]);
    expect(items[0]?.proposal).toBeNull();
  });

  it("goes by names alone where the provider cannot match, page by page, and leaves out who is assigned or excluded", async ({
    testDatabase,
  }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    Object.assign(api.services.providers, {
      find: (id: string) => (id === PSA ? { ...api.psa.provider, capabilities: ["searchCompanies"] } : undefined),
    });
    await push(api, [
      { id: "c1", name: "Acme Ltd" },
      { id: "c2", name: "Bolt Inc", domains: ["acme.example"] },
      { id: "c3", name: "C" },
      { id: "c4", name: "D" },
    ]);
    await partner.customers.exclude({ providerId: PSA, customerId: "c3" });
    await partner.customers.assign({ providerId: PSA, customerId: "c4", companyId: "1", agreementId: "100" });
    const first = await partner.customers.suggestions({ providerId: PSA, limit: 1 });
    const second = await partner.customers.suggestions({ providerId: PSA, limit: 1, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ customerId, proposal }) => [customerId, proposal?.companyId])).toEqual([
      ["c1", "1"],
      ["c2", "2"],
    ]);
    expect(second.nextCursor).toBeUndefined();
    expect(api.psa.calls).not.toContain("matchCompanies");
  });
});

describe("customers.assignMany", () => {
  const wanted = (customerId: string, companyId = "1", agreementId = "100") => ({ customerId, companyId, agreementId });

  it("assigns all of them at once, with one entry in the history for each that changed", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const input = { providerId: PSA, assignments: [wanted("c1"), wanted("c2", "2", "200")] };
    const dry = await partner.customers.assignMany({ ...input, dryRun: true });
    expect(dry).toMatchObject({
      saved: 0,
      rows: [
        { company: { name: "Acme Ltd" }, reason: null },
        { agreement: { id: "200" }, reason: null },
      ],
    });
    expect((await partner.customers.counts({ providerId: PSA })).notAssigned).toBe(2);
    expect(await partner.customers.assignMany(input)).toMatchObject({ saved: 2 });
    expect(await partner.customers.assignMany(input)).toMatchObject({ saved: 2 });
    expect(await partner.customers.counts({ providerId: PSA })).toMatchObject({ complete: 2 });
    const { items } = await partner.audit.list({});
    expect(items.filter(({ action }) => action === "customer.assigned")).toHaveLength(2);
  });

  it("saves none where one is refused, and says of each what is wrong", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await push(api, [{ id: "gone", name: "Gone" }]);
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "gone", name: "Gone", archived: true }] });
    const assignments = [
      wanted("c1"),
      wanted("c1"),
      wanted("nobody"),
      wanted("gone"),
      wanted("c2", "99", "100"),
      wanted("c2", "1", "999"),
      wanted("c2", "1", "200"),
      wanted("c2", "1", "101"),
    ];
    const { rows } = await partner.customers.assignMany({ providerId: PSA, assignments, dryRun: true });
    expect(rows.map((row) => row.reason)).toEqual([
      null,
      "invalid_input",
      "not_found",
      "invalid_input",
      "company_not_found",
      "invalid_input",
      "invalid_input",
      "invalid_input",
    ]);
    expect(rows[7]?.detail).toBe("Beta is named twice.");
    expect(await partner.customers.assignMany({ providerId: PSA, assignments: [wanted("c1"), wanted("c2", "1", "101")] })).toMatchObject({
      saved: 0,
      rows: [{ reason: null }, { reason: "agreement_ended" }],
    });
    await expectRefusal(
      partner.customers.assignMany({ providerId: PSA, assignments: [wanted("c1"), wanted("nobody")] }),
      "NOT_FOUND",
      "not_found",
    );
    expect((await partner.customers.counts({ providerId: PSA })).complete).toBe(0);
  });

  it("is refused as a whole where somebody removes a customer's place meanwhile, or where the provider is away", async ({
    testDatabase,
  }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.meanwhile = async () => {
      await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c2", name: "Beta", archived: true }] });
    };
    await expectRefusal(
      partner.customers.assignMany({ providerId: PSA, assignments: [wanted("c1"), wanted("c2")] }),
      "CONFLICT",
      "changed_meanwhile",
    );
    expect((await partner.customers.counts({ providerId: PSA })).complete).toBe(0);
  });
});
