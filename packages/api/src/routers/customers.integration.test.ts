import { ProviderError } from "@integrations/core";
import { testWithDatabase as it } from "@integrations/database/testing";
import { describe, expect } from "vitest";
import { createApiFixture, NOW, pushAndEnable, PSA } from "../testing/api-fixture.ts";
import { agreement } from "../testing/memory-psa.ts";
import { recordRun } from "../testing/record-run.ts";
import { expectRefusal } from "../testing/refusal.ts";

const ACME = { providerId: PSA, companyId: "1", agreementId: "100" };

describe("customers.list", () => {
  it("shows every customer with its status, in order of name", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.customers.assign({ ...ACME, customerId: "c2" });
    await api.platform.platform.putQuantities({
      partnerId: "p1",
      observedAt: "2026-03-10T11:00:00Z",
      customers: [
        {
          customerId: "c2",
          quantities: [
            { service: "shield", quantity: 2 },
            { service: "bracket", quantity: 3 },
          ],
        },
      ],
    });
    expect(await partner.customers.list({ providerId: PSA })).toEqual({
      items: [
        {
          customerId: "c1",
          name: "Alpha",
          domains: ["alpha.example"],
          archived: false,
          company: null,
          agreement: null,
          assignedAt: null,
          status: "not_assigned",
          reason: null,
          units: null,
          observedAt: null,
          note: null,
        },
        {
          customerId: "c2",
          name: "Beta",
          domains: [],
          archived: false,
          company: { id: "1", name: "Acme Ltd" },
          agreement: { id: "100", name: "Contract 100" },
          assignedAt: NOW.toISOString(),
          status: "complete",
          reason: null,
          units: 5,
          observedAt: "2026-03-10T11:00:00.000Z",
          note: null,
        },
      ],
    });
    expect(await partner.customers.counts({ providerId: PSA })).toEqual({ total: 2, notAssigned: 1, complete: 1, problem: 0, excluded: 0 });
    await expectRefusal(api.partner("p2").customers.list({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
    await expectRefusal(api.partner("p2").customers.counts({ providerId: PSA }), "PRECONDITION_FAILED", "not_enabled");
  });

  it("pages through all of them once, whatever the order, also where names are the same", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const customers = Array.from({ length: 57 }, (_, index) => ({
      id: `n${index}`,
      name: index % 3 === 0 ? "Same" : `Ärger & ${index} %_`,
    }));
    await api.platform.platform.putCustomers({ partnerId: "p1", customers });
    await partner.customers.assign({ ...ACME, customerId: "n5" });
    await partner.customers.assign({ providerId: PSA, companyId: "2", agreementId: "200", customerId: "n6" });
    for (const sort of ["name", "-name", "company", "-company"] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await partner.customers.list({ providerId: PSA, sort, limit: 10, cursor });
        expect(page.items.length).toBeLessThanOrEqual(10);
        seen.push(...page.items.map((item) => item.customerId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toHaveLength(59);
      expect(new Set(seen).size).toBe(59);
      if (sort === "-company") expect(seen.slice(0, 2)).toEqual(["n6", "n5"]);
      if (sort === "company") expect(seen.slice(-2)).toEqual(["n5", "n6"]);
    }
    const names = (await partner.customers.list({ providerId: PSA, limit: 200 })).items.map((item) => item.name);
    const backwards = (await partner.customers.list({ providerId: PSA, limit: 200, sort: "-name" })).items.map((item) => item.name);
    expect(backwards).toEqual(names.toReversed());
  });

  it("searches literally in name, id and domain", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "100%", name: "Per_cent \\ o'Hara" }] });
    const search = async (text: string) =>
      (await partner.customers.list({ providerId: PSA, search: text })).items.map((item) => item.customerId);
    expect(await search("ALPHA")).toEqual(["c1"]);
    expect(await search("alpha.ex")).toEqual(["c1"]);
    expect(await search("%")).toEqual(["100%"]);
    expect(await search("_")).toEqual(["100%"]);
    expect(await search("\\")).toEqual(["100%"]);
    expect(await search("o'h")).toEqual(["100%"]);
    expect(await search("' or true --")).toEqual([]);
    expect(await search("  ")).toHaveLength(3);
    expect(await partner.customers.counts({ providerId: PSA, search: "alpha" })).toMatchObject({ total: 1 });
  });

  it("refuses a cursor that is not its own, and limits without sense", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const unstorable = ["a\u0000b", "\ud800"].map((text) => Buffer.from(JSON.stringify(["name", text, text])).toString("base64url"));
    for (const cursor of [
      "garbage",
      "e30",
      "W10",
      Buffer.from('["name","x"]').toString("base64url"),
      "x".repeat(5000),
      "",
      ...unstorable,
    ]) {
      await expectRefusal(partner.customers.list({ providerId: PSA, cursor }), "BAD_REQUEST", "invalid_input");
    }
    for (const limit of [0, -1, 1.5, 1001]) {
      await expectRefusal(partner.customers.list({ providerId: PSA, limit }), "BAD_REQUEST", "invalid_input");
    }
    await expectRefusal(partner.customers.list({ providerId: PSA, status: "fine" as never }), "BAD_REQUEST", "invalid_input");
  });

  it("shows archived customers only while they are assigned", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.customers.assign({ ...ACME, customerId: "c1" });
    const archive = (id: string, name: string) =>
      api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id, name, archived: true }] });
    await archive("c1", "Alpha");
    await archive("c2", "Beta");
    const { items } = await partner.customers.list({ providerId: PSA });
    expect(items).toMatchObject([{ customerId: "c1", archived: true, status: "complete" }]);
    expect(await partner.customers.counts({ providerId: PSA })).toMatchObject({ total: 1 });
  });
});

describe("a customer's problem", () => {
  it("is what the last whole run found about it or its agreement", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const { database } = testDatabase;
    await api.platform.platform.putCustomers({
      partnerId: "p1",
      customers: ["s1", "s2", "b1"].map((id) => ({ id, name: `Z ${id}` })),
    });
    for (const customerId of ["s1", "s2"]) await partner.customers.assign({ ...ACME, customerId });
    await partner.customers.assign({ providerId: PSA, companyId: "2", agreementId: "200", customerId: "b1" });
    const statuses = async () =>
      (await partner.customers.list({ providerId: PSA })).items.map((item) =>
        `${item.customerId} ${item.status} ${item.reason ?? ""}`.trim(),
      );
    const unassigned = ["c1 not_assigned", "c2 not_assigned"];

    await recordRun(database, { minutesLater: 1 }, [
      { agreementId: "100", customerId: "s1", reason: "quantities_stale" },
      { agreementId: "200", reason: "several_lines" },
    ]);
    expect(await statuses()).toEqual([...unassigned, "b1 problem several_lines", "s1 problem quantities_stale", "s2 complete"]);
    expect(await partner.customers.counts({ providerId: PSA })).toEqual({ total: 5, notAssigned: 2, complete: 1, problem: 2, excluded: 0 });
    const filtered = await partner.customers.list({ providerId: PSA, status: "problem", limit: 1 });
    expect(filtered.items.map((item) => item.customerId)).toEqual(["b1"]);
    const rest = await partner.customers.list({ providerId: PSA, status: "problem", limit: 1, cursor: filtered.nextCursor });
    expect(rest.items.map((item) => item.customerId)).toEqual(["s1"]);
    expect(rest.nextCursor).toBeUndefined();
    expect((await partner.customers.list({ providerId: PSA, status: "complete" })).items).toMatchObject([{ customerId: "s2" }]);
    expect((await partner.customers.list({ providerId: PSA, status: "not_assigned" })).items).toHaveLength(2);

    // A preview, and a run that could not be carried out, say nothing about customers.
    await recordRun(database, { minutesLater: 2, trigger: "preview" }, []);
    await recordRun(database, { minutesLater: 3, status: "failed" }, []);
    expect(await statuses()).toContain("b1 problem several_lines");
    // A run for one customer says something about that one.
    await recordRun(database, { minutesLater: 4, trigger: "manual", customerId: "b1" }, []);
    expect(await statuses()).toEqual([...unassigned, "b1 complete", "s1 problem quantities_stale", "s2 complete"]);
    await recordRun(database, { minutesLater: 5 }, [
      { agreementId: "100", reason: "agreement_ended" },
      { agreementId: "200", reason: "line_removed" },
    ]);
    expect(await statuses()).toEqual([
      ...unassigned,
      "b1 problem line_removed",
      "s1 problem agreement_ended",
      "s2 problem agreement_ended",
    ]);

    // Assigned anew, it waits for the next run, whatever the last one found there; assigned again as it was, nothing is new.
    api.setNow(new Date(NOW.getTime() + 10 * 60_000));
    await partner.customers.assign({ ...ACME, customerId: "s1" });
    await partner.customers.assign({ providerId: PSA, companyId: "2", agreementId: "200", customerId: "s2" });
    expect(await statuses()).toEqual([...unassigned, "b1 problem line_removed", "s1 problem agreement_ended", "s2 complete"]);
  });

  it("is told in full on the customer's own page", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    await partner.customers.assign({ ...ACME, customerId: "c1" });
    const runId = await recordRun(testDatabase.database, { minutesLater: 1 }, [
      { agreementId: "100", reason: "several_lines" },
      { agreementId: "100", customerId: "c1", reason: "quantities_missing" },
      { agreementId: "100", customerId: "other", reason: "quantities_missing" },
    ]);
    const customer = await partner.customers.get({ customerId: "c1", providerId: PSA });
    expect(customer).toMatchObject({
      customerId: "c1",
      name: "Alpha",
      domains: ["alpha.example"],
      archived: false,
      observedAt: null,
      quantities: [],
    });
    expect(customer.integrations).toMatchObject([
      {
        providerId: PSA,
        connectionStatus: "active",
        status: "problem",
        company: { id: "1", name: "Acme Ltd" },
        agreement: { id: "100", name: "Contract 100" },
        problems: [
          { reason: "several_lines", runId },
          { reason: "quantities_missing", runId },
        ],
      },
    ]);
    expect((await partner.customers.get({ customerId: "c2" })).integrations).toMatchObject([{ status: "not_assigned", problems: [] }]);
    await expectRefusal(partner.customers.get({ customerId: "c9" }), "NOT_FOUND", "not_found");
    await expectRefusal(partner.customers.get({ customerId: "c1", providerId: "other" }), "NOT_FOUND", "not_found");
  });
});

describe("customers.companies and customers.agreements", () => {
  it("search from three characters on", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const search = (text: string) => partner.customers.companies({ providerId: PSA, search: text });
    for (const text of ["", "ac", "  ac  ", "👩‍🚀".slice(0, 2)]) await expectRefusal(search(text), "BAD_REQUEST", "search_too_short");
    expect(api.psa.calls).not.toContain("searchCompanies");
    expect(await search(" acme ")).toEqual({ items: [{ id: "1", name: "Acme Ltd", identifier: "ACME" }] });
    expect(await search("nothing like it")).toEqual({ items: [] });
    await expectRefusal(search("x".repeat(10_000)), "BAD_REQUEST", "invalid_input");
    api.psa.failure = new ProviderError({ code: "rejected", message: "no", reason: "search_not_literal" });
    await expectRefusal(search(`a'b"c`), "BAD_REQUEST", "search_not_literal");
    await expectRefusal(api.partner("p2").customers.companies({ providerId: PSA, search: "acme" }), "PRECONDITION_FAILED", "not_enabled");
  });

  it("list every agreement of a company and say which can be chosen on the partner's day", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    // It is the 11th in Auckland and still the 10th in UTC.
    api.psa.agreements.push(agreement({ id: "103", companyId: "1", companyName: "Acme Ltd", endsOn: "2026-03-10" }));
    await api.partner("p2").connection.enable({ providerId: PSA, config: { account: "other", token: "good-token" } });
    const choices = async (partnerId: string) =>
      (await api.partner(partnerId).customers.agreements({ providerId: PSA, companyId: "1" })).items.map((item) => [
        item.id,
        item.status,
        item.selectable,
        item.reason,
      ]);
    expect(await choices("p1")).toEqual([
      ["100", "active", true, null],
      ["101", "expired", false, "agreement_ended"],
      ["102", "cancelled", false, "agreement_ended"],
      ["103", "expired", false, "agreement_ended"],
    ]);
    expect((await choices("p2"))[3]).toEqual(["103", "active", true, null]);
    expect(await partner.customers.agreements({ providerId: PSA, companyId: "3" })).toEqual({ items: [] });
    await expectRefusal(partner.customers.agreements({ providerId: PSA, companyId: "99" }), "PRECONDITION_FAILED", "company_not_found");
    const { items } = await partner.customers.agreements({ providerId: PSA, companyId: "2" });
    expect(items[0]).toMatchObject({ name: "Contract 200", type: "Managed Services", nextInvoiceOn: "2026-04-01", endsOn: null });
  });
});

describe("customers.assign", () => {
  it("refuses what does not fit together, and stores nothing", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    const assign = (given: object) => partner.customers.assign({ ...ACME, customerId: "c1", ...given });
    await expectRefusal(assign({ customerId: "c9" }), "NOT_FOUND", "not_found");
    await expectRefusal(assign({ companyId: "99" }), "PRECONDITION_FAILED", "company_not_found");
    await expectRefusal(assign({ agreementId: "999" }), "PRECONDITION_FAILED", "agreement_not_found");
    const other = await expectRefusal(assign({ agreementId: "200" }), "PRECONDITION_FAILED", "agreement_not_of_company");
    expect(other.detail).toBe("Contract 200 is an agreement of Bolt Inc, not of Acme Ltd.");
    await expectRefusal(assign({ agreementId: "101" }), "PRECONDITION_FAILED", "agreement_ended");
    await expectRefusal(assign({ agreementId: "102" }), "PRECONDITION_FAILED", "agreement_ended");
    // It is the 11th in Auckland already.
    api.psa.agreements.push(agreement({ id: "103", companyId: "1", companyName: "Acme Ltd", endsOn: "2026-03-10" }));
    await expectRefusal(assign({ agreementId: "103" }), "PRECONDITION_FAILED", "agreement_ended");
    await expectRefusal(assign({ agreementId: 100 }), "BAD_REQUEST", "invalid_input");
    api.psa.failure = new ProviderError({ code: "timeout", message: "slow" });
    await expectRefusal(assign({}), "PRECONDITION_FAILED", "timeout");
    api.psa.failure = undefined;
    await api.platform.platform.putCustomers({ partnerId: "p1", customers: [{ id: "c1", name: "Alpha", archived: true }] });
    await expectRefusal(assign({}), "BAD_REQUEST", "invalid_input");
    await expectRefusal(api.partner("p2").customers.assign({ ...ACME, customerId: "c1" }), "PRECONDITION_FAILED", "not_enabled");
    expect(await testDatabase.database.db.selectFrom("assignments").selectAll().execute()).toEqual([]);
  });

  it("stores the choice with its names, replaces it and takes it back", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    expect(await partner.customers.assign({ ...ACME, customerId: "c1" })).toEqual({
      customerId: "c1",
      status: "complete",
      company: { id: "1", name: "Acme Ltd" },
      agreement: { id: "100", name: "Contract 100" },
      assignedAt: NOW.toISOString(),
    });
    await partner.customers.assign({ ...ACME, customerId: "c2" });
    await partner.customers.assign({ providerId: PSA, companyId: "2", agreementId: "200", customerId: "c1" });
    expect((await partner.customers.list({ providerId: PSA })).items.map((item) => item.agreement?.id)).toEqual(["200", "100"]);
    const unassign = () => partner.customers.unassign({ providerId: PSA, customerId: "c1" });
    expect(await unassign()).toEqual({ customerId: "c1", status: "not_assigned", unassigned: true });
    expect(await unassign()).toEqual({ customerId: "c1", status: "not_assigned", unassigned: false });
    await expectRefusal(partner.customers.unassign({ providerId: PSA, customerId: "c9" }), "NOT_FOUND", "not_found");
    const acts = (await partner.audit.list()).items.filter((item) => item.action.startsWith("customer."));
    expect(acts.map((act) => [act.action, act.facts["customerId"]])).toEqual([
      ["customer.unassigned", "c1"],
      ["customer.assigned", "c1"],
      ["customer.assigned", "c2"],
      ["customer.assigned", "c1"],
    ]);
    expect(acts[1]?.facts).toMatchObject({ from: { agreementId: "100" }, to: { agreementId: "200", companyName: "Bolt Inc" } });
  });

  it("keeps text that no database takes out of the names", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.agreements.push(
      agreement({ id: "300", companyId: "2", companyName: "Bolt Inc", name: `Nul \u0000 half \ud800 ${"x".repeat(1000)}` }),
    );
    const { agreement: stored } = await partner.customers.assign({ providerId: PSA, companyId: "2", agreementId: "300", customerId: "c1" });
    expect(stored.name).toMatch(/^Nul {3}half \ufffd x+$/);
    expect(stored.name).toHaveLength(500);
  });

  it("looks again whether the connection is still the same one", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.meanwhile = async () => {
      await partner.connection.remove({ providerId: PSA });
      await partner.connection.enable({ providerId: PSA, config: { account: "other", token: "good-token" } });
    };
    await expectRefusal(partner.customers.assign({ ...ACME, customerId: "c1" }), "CONFLICT", "changed_meanwhile");
  });
});
