import { MINIMAL_ROLE, SAMPLE_CONNECTION, withLevel } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { pushSample, testWithServer as it, type ServerFixture } from "./testing/server-fixture.ts";

const PROVIDER = { providerId: "connectwise-manage" };
const GOOD = { ...SAMPLE_CONNECTION, useCustomSite: false };

async function enabled(server: ServerFixture): Promise<void> {
  await pushSample(server);
  expect(await server.call("connection.enable", { ...PROVIDER, config: GOOD })).toMatchObject({ status: 200, data: { status: "active" } });
}

function refusal(answer: Awaited<ReturnType<ServerFixture["call"]>>): string {
  return `${answer.status} ${answer.error?.reason ?? "ok"}`;
}

describe("ConnectWise behind the API", () => {
  it("is enabled only with keys that it accepts and that may do what is needed", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { simulator } = server;
    const enable = async (config: object) => refusal(await server.call("connection.enable", { ...PROVIDER, config }));
    const check = async (config: object) => (await server.call("connection.check", { ...PROVIDER, config })).data;
    expect(await enable({ ...GOOD, privateKey: "WrongPrivateKey1" })).toBe("412 credentials_refused");
    expect(await check({ ...GOOD, privateKey: "WrongPrivateKey1" })).toMatchObject({ ok: false, reason: "credentials_refused" });
    expect(await enable({ ...GOOD, companyId: "nobody" })).toMatch(/^4\d\d /);
    expect(await enable({ ...GOOD, companyId: "../../etc" })).toMatch(/^4\d\d /);
    expect(await enable({ ...GOOD, useCustomSite: true })).toBe("400 invalid_input");
    expect(await enable({ ...GOOD, useCustomSite: true, site: "https://psa.example.com" })).toBe("400 invalid_input");
    expect(await enable({ ...GOOD, useCustomSite: true, site: "127.0.0.1:9" })).toBe("400 site_not_allowed");
    expect(await enable({ ...GOOD, useCustomSite: true, site: "169.254.169.254" })).toBe("400 site_not_allowed");
    simulator
      .tenant()
      .changeMember(SAMPLE_CONNECTION.publicKey, { role: withLevel(MINIMAL_ROLE, "Finance > Agreements", "inquire", "None") });
    const missing = await server.call("connection.enable", { ...PROVIDER, config: GOOD });
    expect(refusal(missing)).toBe("412 permission_missing");
    expect(missing.error?.["permissions"]).toContainEqual({
      id: "agreements-inquire",
      module: "Finance",
      permission: "Agreements",
      level: "Inquire All",
      ok: false,
    });
    expect((await server.call("connection.get", PROVIDER)).data).toMatchObject({ status: "inactive" });
    simulator.tenant().changeMember(SAMPLE_CONNECTION.publicKey, { role: MINIMAL_ROLE });
    expect(await check(GOOD)).toMatchObject({ ok: true });
    expect(await enable(GOOD)).toBe("200 ok");
    expect(await enable(GOOD)).toBe("409 already_enabled");
    expect(await check({ useCustomSite: true, site: simulator.site })).toMatchObject({ ok: true });
    expect(simulator.requests.writes()).toEqual([]);
  });

  it("says that a site does not answer", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { site } = server.simulator;
    await server.simulator.stopListening();
    const config = { ...GOOD, useCustomSite: true, site };
    expect(refusal(await server.call("connection.enable", { ...PROVIDER, config }))).toBe("412 site_unreachable");
    expect((await server.call("connection.check", { ...PROVIDER, config })).data).toMatchObject({ ok: false, reason: "site_unreachable" });
  });

  it("offers its products, companies and agreements to choose from", async ({ start }) => {
    const server = await start();
    await enabled(server);
    const { data } = server.simulator;
    const product = data.addProduct({ identifier: `O'NEIL "100%"`, description: "Canary product" });
    const bundle = data.addProduct({ identifier: "PACK-1", description: "A pack", productClass: "Bundle" });
    const retired = data.addProduct({ identifier: "OLD-1", description: "Retired", inactiveFlag: true });
    const found = await server.call("mapping.products", { ...PROVIDER, search: "Canary prod" });
    expect(found.data).toEqual({ items: [{ id: String(product.id), identifier: `O'NEIL "100%"`, description: "Canary product" }] });
    const save = async (productId: string) =>
      refusal(await server.call("mapping.save", { ...PROVIDER, assignments: [{ service: "shield", productId }] }));
    expect(await save(String(bundle.id))).toBe("412 product_not_allowed");
    expect(await save(String(retired.id))).toBe("412 product_not_found");
    expect(await save("99999999")).toBe("412 product_not_found");
    expect(await save("not-a-number")).toMatch(/^4\d\d /);
    expect(await save("1 or 1=1")).toMatch(/^4\d\d /);
    expect(await save(String(product.id))).toBe("200 ok");

    const company = data.addCompany({ name: "Zebra Crossing Ltd" });
    const other = data.addCompany({ name: "Zebra Other Ltd" });
    const agreement = data.addAgreement({ companyId: company.id, name: "Managed", startDate: "2025-01-01T00:00:00Z" });
    const ended = data.addAgreement({
      companyId: company.id,
      name: "Former",
      startDate: "2025-01-01T00:00:00Z",
      endDate: "2025-06-30T00:00:00Z",
    });
    const companies = (await server.call("customers.companies", { ...PROVIDER, search: "Zebra" })).data as { items: Array<{ id: string }> };
    expect(companies.items.map((item) => item.id).toSorted()).toEqual([String(company.id), String(other.id)].toSorted());
    const agreements = await server.call("customers.agreements", { ...PROVIDER, companyId: String(company.id) });
    expect(agreements.data).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ id: String(agreement.id), selectable: true }),
        expect.objectContaining({ id: String(ended.id), selectable: false, reason: "agreement_ended" }),
      ]) as unknown,
    });
    const assign = async (companyId: number | string, agreementId: number | string) =>
      refusal(
        await server.call("customers.assign", {
          ...PROVIDER,
          customerId: "c1",
          companyId: String(companyId),
          agreementId: String(agreementId),
        }),
      );
    expect(await assign(99_999_999, agreement.id)).toBe("412 company_not_found");
    expect(await assign(company.id, 99_999_999)).toBe("412 agreement_not_found");
    expect(await assign(other.id, agreement.id)).toBe("412 agreement_not_of_company");
    expect(await assign(company.id, ended.id)).toBe("412 agreement_ended");
    expect(await assign("x", agreement.id)).toMatch(/^4\d\d /);
    expect(await assign(company.id, "1) or (1=1")).toMatch(/^4\d\d /);
    expect(await assign(company.id, agreement.id)).toBe("200 ok");
    expect(server.simulator.requests.writes()).toEqual([]);
  });

  it("answers what cannot be searched for with a 4xx, and finds nothing that was not asked for", async ({ start }) => {
    const server = await start();
    await enabled(server);
    for (const search of [
      "%%%",
      "___",
      `' or '1'='1`,
      `" or name like "%`,
      "[a-z]*",
      "a\\b'c",
      "abc\u0000",
      "x".repeat(200),
      "ünïcödé",
      "👩‍💻👩‍💻👩‍💻",
      `mix'ed"quotes`,
    ]) {
      const answer = await server.call("customers.companies", { ...PROVIDER, search });
      if (answer.status === 200) expect([search, answer.data]).toEqual([search, { items: [] }]);
      else expect([search, answer.status]).toEqual([search, 400]);
      const products = await server.call("mapping.products", { ...PROVIDER, search });
      if (products.status === 200) expect([search, products.data]).toEqual([search, { items: [] }]);
      else expect([search, products.status]).toEqual([search, 400]);
    }
  });

  it("is never a 500 where ConnectWise is at fault", async ({ start }) => {
    const server = await start();
    await enabled(server);
    const { faults } = server.simulator;
    const calls: ReadonlyArray<readonly [string, object]> = [
      ["mapping.products", { search: "mail" }],
      ["customers.companies", { search: "harbor" }],
      ["customers.agreements", { companyId: "1" }],
      ["mapping.save", { assignments: [{ service: "shield", productId: "1" }] }],
      ["customers.assign", { customerId: "c1", companyId: "1", agreementId: "1" }],
      ["connection.update", { config: {} }],
    ];
    const broken = [
      { kind: "status", status: 401 },
      { kind: "status", status: 403 },
      { kind: "status", status: 404, body: "html" },
      { kind: "status", status: 400, body: "null-errors" },
      { kind: "garble", how: "html" },
      { kind: "garble", how: "null" },
      { kind: "redirect", to: { url: "http://127.0.0.1:1/" } },
    ] as const;
    for (const fault of broken) {
      const injected = faults.inject({ match: { method: "GET" }, fault });
      for (const [procedure, input] of calls) {
        const answer = await server.call(procedure, { ...PROVIDER, ...input });
        expect([procedure, fault, Math.floor(answer.status / 100)]).toEqual([procedure, fault, 4]);
        expect(typeof answer.error?.reason).toBe("string");
      }
      injected.remove();
    }
  });
});

describe("secrets of a connection", () => {
  it("go to ConnectWise and nowhere else, even where it echoes them", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { simulator, call } = server;
    const publicKey = "CanaryPublic7f3a";
    const privateKey = "CanaryPrivate91bc";
    simulator.addTenant({ companyId: "canary_co", siteUrl: "self", members: [{ publicKey, privateKey, role: MINIMAL_ROLE }] });
    const config = { companyId: "canary_co", publicKey, privateKey, useCustomSite: false };
    const basic = Buffer.from(`canary_co+${publicKey}:${privateKey}`).toString("base64");
    const said: string[] = [];
    const hear = async (procedure: string, input: object): Promise<number> => {
      const answer = await call(procedure, { ...PROVIDER, ...input });
      said.push(answer.text, JSON.stringify([...answer.headers]));
      return answer.status;
    };
    const echo = `You sent ${publicKey} and ${encodeURIComponent(privateKey)} as Basic ${basic}, that is ${privateKey}`;
    const echoing = (status: number) =>
      simulator.faults.inject({
        match: { method: "GET" },
        fault: { kind: "status", status, json: { code: "Echo", message: echo, errors: [{ code: "x", message: echo }] } },
      });
    for (const status of [400, 401, 403, 404, 409]) {
      const injected = echoing(status);
      await hear("connection.check", { config });
      await hear("connection.enable", { config });
      injected.remove();
    }
    expect(await hear("connection.enable", { config: { ...config, site: privateKey, useCustomSite: true } })).toBeGreaterThanOrEqual(400);
    expect(await hear("connection.enable", { config })).toBe(200);
    const company = simulator.tenant("canary_co").data.addCompany({ name: `Co ${privateKey}` });
    const agreement = simulator
      .tenant("canary_co")
      .data.addAgreement({ companyId: company.id, name: `Ag ${publicKey}`, startDate: "2025-01-01T00:00:00Z" });
    const product = simulator.tenant("canary_co").data.addProduct({ identifier: `P-${publicKey}`, description: `D ${privateKey}` });
    for (const [procedure, input] of [
      ["connection.get", {}],
      ["connection.check", {}],
      ["connection.update", { config: { privateKey: `${privateKey}X` } }],
      ["connection.update", { config: { privateKey: [privateKey] } }],
      ["connection.update", { config: {} }],
      ["mapping.products", { search: "P-Can" }],
      ["mapping.save", { assignments: [{ service: "shield", productId: String(product.id) }] }],
      ["mapping.list", {}],
      ["customers.companies", { search: "Co Can" }],
      ["customers.agreements", { companyId: String(company.id) }],
      ["customers.assign", { customerId: "c1", companyId: String(company.id), agreementId: String(agreement.id) }],
      ["customers.list", {}],
      ["customers.get", { customerId: "c1" }],
      ["integrations.list", {}],
      ["audit.list", {}],
    ] as const) {
      await hear(procedure, input);
    }
    for (const status of [400, 401, 403, 500]) {
      const injected = echoing(status);
      await hear("mapping.products", { search: "mail" });
      await hear("customers.companies", { search: "mail" });
      injected.remove();
    }
    // The keys did go out, so the search below is not for something that was never there.
    expect(simulator.requests.list().some((request) => request.headers["authorization"] === `Basic ${basic}`)).toBe(true);
    const rows = await dumpOf(server);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const everything = [...said, ...server.log, ...rows, metrics];
    expect(said.length).toBeGreaterThan(60);
    const secrets = [publicKey, privateKey, basic, Buffer.from(privateKey).toString("base64"), encodeURIComponent(privateKey)];
    expect(everything.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
  });
});

/** Every row of every table, as text. */
async function dumpOf({ testDatabase }: ServerFixture): Promise<string[]> {
  const { pool } = testDatabase.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const dumped: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} as t`);
    dumped.push(...rows.map((row) => row.row));
  }
  return dumped;
}
