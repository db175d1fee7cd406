import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";

describe("zone information", () => {
  it("tells where the database of a user is, without credentials", async () => {
    const { simulator } = await testSimulator({ ci: 77 });
    const response = await fetch(`${simulator.url}/ATServicesRest/V1.0/zoneInformation?user=${encodeURIComponent("api@partner.example")}`);
    expect(await response.json()).toMatchObject({ url: `${simulator.url}/atservicesrest/`, ci: 77 });
  });

  it("answers 500 for a user nobody knows, and 404 for another version", async () => {
    const { simulator } = await testSimulator();
    const of = (path: string): Promise<Response> => fetch(`${simulator.url}/ATServicesRest/${path}`);
    const unknown = await of("V1.0/zoneInformation?user=nobody");
    expect(unknown.status).toBe(500);
    expect(await unknown.json()).toEqual({ errors: ["Zone information could not be determined"] });
    expect((await of("V2.0/zoneInformation?user=api%40partner.example")).status).toBe(404);
    expect(await (await of("versioninformation")).json()).toEqual({ apiVersions: ["V1.0", "V2.0"] });
  });
});

describe("the three headers", () => {
  it("are refused in three ways", async () => {
    const { as } = await testSimulator({ integrationCodes: ["CODE"] });
    expect((await as({ secret: "wrong" }).get("/ThresholdInformation")).status).toBe(401);
    expect((await as({ userName: "nobody" }).get("/ThresholdInformation")).status).toBe(500);
    expect(await as({ integrationCode: "OTHER" }).get("/ThresholdInformation")).toMatchObject({
      status: 500,
      json: { errors: ["IntegrationCode is invalid."] },
    });
    expect((await as({}).get("/ThresholdInformation")).status).toBe(200);
  });

  it("may be refused with 401 where only the code is wrong", async () => {
    const { as } = await testSimulator({ integrationCodes: ["CODE"], behaviour: { badIntegrationCode: "401" } });
    expect((await as({ integrationCode: "OTHER" }).get("/ThresholdInformation")).status).toBe(401);
  });
});

describe("entity information", () => {
  it("tells what the entity can and what this user may", async () => {
    const { simulator, site } = await testSimulator();
    const info = async (entity: string): Promise<unknown> =>
      ((await site.get(`/${entity}/entityInformation`)).json as { info: unknown }).info;
    expect(await info("ContractServiceAdjustments")).toMatchObject({
      name: "ContractServiceAdjustment",
      canCreate: true,
      canQuery: false,
      userAccessForCreate: "All",
      userAccessForQuery: "None",
    });
    simulator.tenant().changeUser("api@partner.example", { level: { ContractServiceAdjustments: { create: "None" } } });
    expect(await info("ContractServiceAdjustments")).toMatchObject({ canCreate: true, userAccessForCreate: "None" });
    expect(await info("Companies")).toMatchObject({ canQuery: true, userAccessForQuery: "All" });
  });

  it("lists fields with their picklists", async () => {
    const { site } = await testSimulator();
    const { fields } = (await site.get("/Contracts/entityInformation/fields")).json as { fields: Array<Record<string, unknown>> };
    expect(fields.find((field) => field["name"] === "contractType")).toMatchObject({
      isPickList: true,
      picklistValues: expect.arrayContaining([{ value: "7", label: "Recurring Service", isActive: true }]),
    });
  });
});

describe("a level", () => {
  it.each([
    ["500", 500, "adequate permissions"],
    ["403", 403, "Forbidden"],
  ] as const)("refuses what it does not allow with %s", async (notPermitted, status, text) => {
    const { as, contract, line } = await testSimulator({
      behaviour: { notPermitted },
      users: [
        {
          userName: "api@partner.example",
          secret: "SimSecret0001!",
          level: { Services: { query: "None" }, ContractServiceAdjustments: { create: "None" } },
        },
      ],
    });
    const body = { contractID: contract.id, contractServiceID: line.id, effectiveDate: "2026-03-10", unitChange: 1 };
    for (const answer of [
      await as({}).post("/Services/query", { filter: [] }),
      await as({}).post(`/Contracts/${contract.id}/ServiceAdjustments`, body),
    ]) {
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(text);
    }
  });

  it("silently leaves out what is not of the user's line of business", async () => {
    const { simulator, site, contract } = await testSimulator();
    simulator.tenant().changeUser("api@partner.example", { hiddenContracts: [contract.id] });
    expect(await site.query("Contracts")).toEqual([]);
    expect(await site.query("ContractServices")).toEqual([]);
    expect(await site.query("ContractServiceUnits")).toEqual([]);
    expect(await site.query("Companies")).toHaveLength(1);
  });

  it("keeps what was set before when something else is changed", async () => {
    const { simulator } = await testSimulator();
    const user = "api@partner.example";
    simulator.tenant().changeUser(user, { hiddenContracts: [5] });
    simulator.tenant().changeUser(user, { secret: "new" });
    expect(simulator.tenant().user(user)).toMatchObject({ hiddenContracts: [5], secret: "new" });
  });
});
