import type { AgreementLines, ProviderSession } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { openScene, TODAY, type TestScene } from "./testing/test-scene.ts";

async function linesOf(session: ProviderSession, ids: readonly string[]): Promise<Map<string, AgreementLines>> {
  const found = new Map<string, AgreementLines>();
  for await (const result of session.readLines(ids, { asOf: TODAY })) found.set(result.agreementId, result);
  return found;
}

/** One company with agreements. */
async function withAgreements(
  count: number,
  options: Parameters<typeof openScene>[0] = {},
): Promise<TestScene & { readonly ids: string[]; readonly companyId: number }> {
  const scene = await openScene(options);
  const company = scene.simulator.data.addCompany({ name: "Acme" });
  const ids = Array.from({ length: count }, (_, index) =>
    String(scene.simulator.data.addAgreement({ companyId: company.id, name: `A${index}`, startDate: "2025-01-01T00:00:00Z" }).id),
  );
  return { ...scene, ids, companyId: company.id };
}

describe("lists", () => {
  it("bring 2,345 agreements once each, forward-only, while others are inserted and deleted", async () => {
    const { session, simulator, ids, companyId } = await withAgreements(2_345);
    const doomed = ids.slice(500, 510);
    simulator.faults.inject({
      match: { path: "/finance/agreements" },
      fault: {
        kind: "call",
        at: "after",
        run: () => {
          simulator.data.addAgreement({ companyId, name: "Late" });
          const id = doomed.pop();
          if (id !== undefined) simulator.data.deleteAgreement(Number(id));
        },
      },
    });
    const found = (await session().listAgreements(String(companyId))).map((agreement) => agreement.id);
    expect(new Set(found).size).toBe(found.length);
    const stayed = ids.filter((id) => simulator.data.agreement(Number(id)) !== undefined);
    expect(stayed.filter((id) => !found.includes(id))).toEqual([]);
    const requests = simulator.requests.list({ path: "/finance/agreements" });
    expect(requests).toHaveLength(3);
    expect(
      requests.every((request) => request.headers["pagination-type"] === "forward-only" && request.query["orderBy"] === undefined),
    ).toBe(true);
    expect(new Set(requests.map((request) => request.query["conditions"])).size).toBe(1);
  });

  it("never go where the Link header points", async () => {
    const { session, ids, companyId } = await withAgreements(1_001, { tenant: { behaviour: { linkHost: "evil.example" } } });
    expect(await session().listAgreements(String(companyId))).toHaveLength(ids.length);
  });

  it("ask for the fields that are used, and for no money", async () => {
    const { session, simulator, ids } = await withAgreements(1);
    await session().readAgreements(ids);
    await linesOf(session(), ids);
    await session().searchProducts({});
    for (const { query, path } of simulator.requests
      .list({ path: "/finance/**" })
      .concat(simulator.requests.list({ path: "/procurement/**" }))) {
      expect(`${path} ${query["fields"]}`).toMatch(/ id,/);
      expect(query["fields"]).not.toMatch(/price|cost|amount/i);
    }
  });
});

describe("reading agreements", () => {
  it("takes few calls, none of them with a URL over 2,000 characters", async () => {
    const { session, simulator, ids } = await withAgreements(900);
    const found = await session().readAgreements([...ids, ...ids, "999999", "nonsense", "-1", "1e3", "007", "99999999999"]);
    expect(found.map((agreement) => agreement.id)).toEqual(ids.toSorted((first, second) => Number(first) - Number(second)));
    const requests = simulator.requests.list({ path: "/finance/agreements" });
    expect(requests.length).toBeLessThan(6);
    expect(requests.every((request) => `${simulator.url}${request.url}`.length <= 2_000)).toBe(true);
  });

  it("tells state and dates", async () => {
    const { session, simulator, ids } = await withAgreements(4);
    const [ended, cancelled, inactive, open] = ids.map(Number);
    simulator.data.endAgreement(ended ?? 0, "2026-03-09T00:00:00Z");
    simulator.data.cancelAgreement(cancelled ?? 0);
    simulator.data.inactivateAgreement(inactive ?? 0);
    simulator.data.editAgreement(open ?? 0, {
      endDate: "2020-01-01T00:00:00Z",
      noEndingDateFlag: true,
      nextInvoiceDate: "2026-04-01",
      billStartDate: "2026-02-01T00:00:00Z",
    });
    const found = await session().readAgreements(ids);
    expect(found.map(({ state, endsOn }) => [state, endsOn])).toEqual([
      ["expired", "2026-03-09"],
      ["cancelled", null],
      ["inactive", null],
      ["active", null],
    ]);
    expect(found[3]).toMatchObject({
      billingStartsOn: "2026-02-01",
      nextInvoiceOn: "2026-04-01",
      type: "Managed Services",
      companyName: "Acme",
    });
  });
});

describe("reading lines", () => {
  it("takes one call per agreement", async () => {
    const { session, calls, ids } = await withAgreements(25);
    const open = session();
    await linesOf(open, ids);
    expect(calls().filter((call) => call.startsWith("GET /finance"))).toHaveLength(25);
  });

  it("runs at most as many calls at once as the connection allows, and brings every result", async () => {
    const { session, simulator, ids } = await withAgreements(40);
    const held = simulator.faults.hold({ match: { path: "/finance/agreements/*/additions" } });
    const reading = linesOf(session({ limits: { concurrency: 3 } }), ids);
    const first = [await held.next(), await held.next(), await held.next()];
    expect(simulator.faults.holds.list()).toHaveLength(3);
    held.remove();
    expect(first).toHaveLength(3);
    expect((await reading).size).toBe(40);
  });

  it("keeps trouble with one agreement to that one", async () => {
    const { session, simulator, ids } = await withAgreements(6);
    const [gone, refused, broken, strange, cut, fine] = ids;
    simulator.data.deleteAgreement(Number(gone));
    simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementIds: [Number(refused)] } });
    simulator.faults.inject({ match: { path: `/finance/agreements/${broken}/additions` }, fault: { kind: "status", status: 500 } });
    simulator.faults.inject({
      match: { path: `/finance/agreements/${strange}/additions` },
      fault: { kind: "status", status: 400, body: "null-errors" },
    });
    simulator.faults.inject({ match: { path: `/finance/agreements/${cut}/additions` }, fault: { kind: "garble", how: "cut-off" } });
    const found = await linesOf(session(), [...ids, "nonsense"]);
    expect([...found].map(([id, result]) => [id, result.error?.code ?? "read"]).toSorted()).toEqual(
      [
        [gone, "not_found"],
        [refused, "permission_missing"],
        [broken, "unavailable"],
        [strange, "rejected"],
        [cut, "unavailable"],
        [fine, "read"],
        ["nonsense", "not_found"],
      ].toSorted(),
    );
  });

  it("ends where the site is down as a whole, after 20 agreements in a row", async () => {
    const { session, simulator, ids } = await withAgreements(60);
    const open = session();
    await open.readAgreements(ids.slice(0, 1));
    await simulator.stopListening();
    const before = simulator.requests.count;
    expect(await failureOf(linesOf(open, ids))).toMatchObject({ code: "unavailable" });
    expect(simulator.requests.count).toBe(before);
  });

  it("tells quantities and days as they are", async () => {
    const { session, simulator, ids } = await withAgreements(1);
    const agreementId = Number(ids[0]);
    const product = simulator.data.addProduct({ identifier: "P" });
    const values = [3, 2.5, -4, 1_000_000_000, null];
    for (const quantity of values) simulator.data.addLine({ agreementId, productId: product.id, quantity });
    const cancelled = simulator.data.addLine({ agreementId, productId: product.id, effectiveDate: "2026-10-25T00:00:00Z" });
    simulator.data.cancelLine(cancelled.id, "2026-12-31T00:00:00Z");
    const orphan = simulator.data.addLine({ agreementId, productId: product.id, quantity: 1 });
    simulator.data.editLine(orphan.id, { wire: { product: null, quantity: "2.00" } });
    const lines = (await linesOf(session(), ids)).get(ids[0] ?? "")?.lines ?? [];
    expect(lines.map((line) => line.quantity)).toEqual([3, 2.5, -4, 1_000_000_000, 0, 1, 2]);
    expect(lines.at(5)).toMatchObject({ effectiveOn: "2026-10-25", cancelledOn: "2026-12-31" });
    expect(lines.at(6)?.productId).toBe("");
  });
});

describe("texts from ConnectWise", () => {
  it("survive NUL, emoji, quotes and great length, and come without the keys somebody pasted", async () => {
    const { session, simulator } = await openScene();
    const { data } = simulator;
    const long = `${"x".repeat(5_000)}end`;
    data.editCompany(data.addCompany({ name: "plain" }).id, { wire: { name: `Zoë "Z" 🎉\u0000 SimPrivateKey001` } });
    data.editProduct(data.addProduct({ identifier: "plain" }).id, { wire: { description: long } });
    const [company] = await session()
      .searchCompanies({ search: "Zo" })
      .catch(() => []);
    const [byId] = await session().readCompanies(data.companies().map(({ id }) => String(id)));
    expect(byId?.name).toBe('Zoë "Z" 🎉 [redacted]');
    expect(company === undefined || company.name === byId?.name).toBe(true);
    const [product] = await session().readProducts(data.products().map(({ id }) => String(id)));
    expect(product?.description).toBe(long);
  });
});

describe("searching", () => {
  it.each(["none", "doubled", "backslash"] as const)("is literal where the site escapes quotes by %s", async (quoteEscape) => {
    const { session, simulator } = await openScene({ tenant: { behaviour: { quoteEscape } } });
    const names = [
      "O'Brien",
      '19" Racks',
      "100% Organic",
      "1000 Organic",
      "a_b",
      "axb",
      "Star*",
      "Starlight",
      "Box [x]",
      "Box x",
      "back\\slash",
      "backslash",
      "double''d",
      'two""2',
    ];
    for (const name of names) simulator.data.addCompany({ name });
    for (const search of [
      ...names,
      "%",
      "_",
      "*",
      "[",
      "]",
      "' or id>0 or name='",
      '" or id>0 or name="',
      "\\",
      "x\\",
      "''",
      '""',
      "\\'",
      "'\"",
      "a\u0000",
    ]) {
      const found = await session()
        .searchCompanies({ search })
        .catch((error: unknown) => {
          expect(error).toMatchObject({ reason: "search_not_literal" });
          return [];
        });
      const wrong = found.filter(({ name, identifier }) => !`${name} ${identifier}`.toLowerCase().includes(search.toLowerCase()));
      expect([search, wrong]).toEqual([search, []]);
      if (quoteEscape === "none" && names.includes(search)) expect(found.map(({ name }) => name)).toContain(search);
    }
  });

  it("finds no recycled company, by whatever it is searched", async () => {
    const { session, simulator } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme Twice" });
    simulator.data.recycleCompany(simulator.data.addCompany({ name: "Acme Twice" }).id);
    expect((await session().searchCompanies({ search: "acme t" })).map(({ id }) => id)).toEqual([String(company.id)]);
    expect(await session().readCompanies(simulator.data.companies().map(({ id }) => String(id)))).toHaveLength(1);
  });

  it("looks once more at what a site brought that reads conditions otherwise", async () => {
    const { session, simulator } = await openScene();
    simulator.data.addCompany({ name: "Acme" });
    simulator.data.addProduct({ identifier: "ACME" });
    const found = async (): Promise<number[]> => [
      (await session().searchCompanies({ search: "acme" })).length,
      (await session().searchProducts({ search: "acme" })).items.length,
    ];
    expect(await found()).toEqual([1, 1]);
    for (const set of [
      { name: "Other", identifier: "Other", description: "Other" },
      { deletedFlag: true, inactiveFlag: true },
      { deletedFlag: true, productClass: "Bundle" },
    ]) {
      const fault = simulator.faults.inject({ match: { path: "**" }, fault: { kind: "change-answer", set } });
      expect(await found()).toEqual([0, 0]);
      fault.remove();
    }
  });

  it("brings at most as many companies as asked for", async () => {
    const { session, simulator } = await openScene();
    for (let index = 0; index < 60; index += 1) simulator.data.addCompany({ name: `Acme ${index}` });
    expect(await session().searchCompanies({ search: "acme" })).toHaveLength(50);
    expect(await session().searchCompanies({ search: "acme", limit: 5 })).toHaveLength(5);
  });

  it("sends nothing for a text longer than any name", async () => {
    const { session, calls } = await openScene();
    expect(await session().searchCompanies({ search: "x".repeat(10_000) })).toEqual([]);
    expect(await session().searchProducts({ search: "y".repeat(10_000) })).toEqual({ items: [] });
    expect(calls()).toEqual([]);
  });

  it("walks through products page by page, and says when there are no more", async () => {
    const { session, simulator } = await openScene();
    for (let index = 0; index < 12; index += 1)
      simulator.data.addProduct({ identifier: `P-${index}`, productClass: index % 3 === 0 ? "Bundle" : "Service" });
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await session().searchProducts({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.map((product) => product.identifier));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(found).toEqual(["P-1", "P-2", "P-4", "P-5", "P-7", "P-8", "P-10", "P-11"]);
    expect(await failureOf(session().searchProducts({ cursor: "1 or id>0" }))).toMatchObject({ reason: "invalid_input" });
  });
});
