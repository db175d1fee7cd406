import { describe, expect, it } from "vitest";
import { openScene, TODAY } from "./testing/test-scene.ts";

describe("the access check", () => {
  it("sends only GETs, the smallest there are, and reads additions of one agreement", async () => {
    const { session, simulator } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme" });
    for (let index = 0; index < 5; index += 1) simulator.data.addAgreement({ companyId: company.id, name: `A${index}` });
    const report = await session({ patience: "interactive" }).checkAccess();
    expect(report.permissions.map(({ id, ok }) => [id, ok])).toEqual([
      ["companies-inquire", true],
      ["contacts-inquire", null],
      ["agreements-inquire", true],
      ["agreements-edit", null],
      ["agreements-add", null],
      ["catalog-inquire", true],
    ]);
    const requests = simulator.requests.list();
    expect(requests.every((request) => request.method === "GET")).toBe(true);
    expect(requests).toHaveLength(5);
    expect(requests.every((request) => Number(request.query["pageSize"] ?? 0) <= 3)).toBe(true);
  });

  it("is not misled by single agreements that are closed to the role", async () => {
    const { session, simulator } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme" });
    const agreements = Array.from({ length: 3 }, (_, index) => simulator.data.addAgreement({ companyId: company.id, name: `A${index}` }));
    const ids = agreements.map(({ id }) => id);
    simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementIds: ids.slice(0, 2) } });
    expect((await session().checkAccess()).ok).toBe(true);
    simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementIds: ids } });
    expect((await session().checkAccess()).ok).toBe(false);
  });

  it("finds the site afresh, so that a moved company is found again", async () => {
    const { session, simulator, memory } = await openScene();
    memory.value = { companyId: "acme_c", site: simulator.site, apiHost: simulator.site, codebase: "v1_old/", isCloud: true };
    expect((await session().checkAccess()).ok).toBe(true);
    expect(memory.value).toMatchObject({ codebase: "v2025_1/" });
  });
});

describe("the limits of a site", () => {
  it("hold for all sessions of the process together, in any window", async () => {
    const { session, simulator, clock } = await openScene();
    const company = simulator.data.addCompany({ name: "Acme" });
    const ids = Array.from({ length: 60 }, () => String(simulator.data.addAgreement({ companyId: company.id, name: "A" }).id));
    const arrivals: number[] = [];
    simulator.faults.inject({
      match: { path: "/finance/**" },
      fault: { kind: "call", run: () => void arrivals.push(clock.now().getTime()) },
    });
    const limits = { concurrency: 4, callsPerWindow: 25, windowMs: 60_000 };
    const readAll = async (): Promise<number> => {
      let read = 0;
      for await (const { lines } of session({ limits }).readLines(ids, { asOf: TODAY })) read += lines === undefined ? 0 : 1;
      return read;
    };
    expect(await Promise.all([readAll(), readAll()])).toEqual([60, 60]);
    expect(arrivals).toHaveLength(120);
    for (const start of arrivals) expect(arrivals.filter((each) => each >= start && each < start + 60_000).length).toBeLessThanOrEqual(25);
  });
});

describe("what is logged", () => {
  it("is every call with its request id, and never a key, a query or a body", async () => {
    const { session, simulator, logger } = await openScene();
    simulator.data.addCompany({ name: "Acme" });
    await session().searchCompanies({ search: "acme" });
    const calls = logger.lines.filter((line) => line.message === "Provider call");
    expect(calls).toHaveLength(2);
    expect(calls[1]?.fields).toMatchObject({
      provider: "connectwise-manage",
      connectionId: "connection",
      method: "GET",
      path: "/v2025_1/apis/3.0/company/companies",
      status: 200,
      tries: 1,
      requestId: simulator.requests.last()?.requestId,
    });
    expect(JSON.stringify(logger.lines)).not.toMatch(/SimP|acme"|conditions/i);
  });
});
