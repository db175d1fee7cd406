import { describe, expect, it } from "vitest";
import type { BehaviourChanges } from "../tenant/behaviour.ts";
import type { SiteAnswer } from "../testing/site-calls.ts";
import { testSimulator, type TestSimulator } from "../testing/test-simulator.ts";

interface Scene extends TestSimulator {
  /** An adjustment of the line. */
  adjust(effectiveDate: string, unitChange: number, more?: Record<string, unknown>): Promise<SiteAnswer>;
  /** First day, last day and units of each row around March. */
  rows(): string[];
}

async function scene(behaviour: BehaviourChanges = {}): Promise<Scene> {
  const made = await testSimulator({ behaviour });
  const { site, contract, line, simulator } = made;
  return {
    ...made,
    adjust: (effectiveDate, unitChange, more = {}) =>
      site.post(`/Contracts/${contract.id}/ServiceAdjustments`, {
        contractID: contract.id,
        contractServiceID: line.id,
        effectiveDate,
        unitChange,
        ...more,
      }),
    rows: () =>
      simulator.data
        .units(line.id)
        .filter((row) => row.startDate >= "2026-02-01" && row.startDate <= "2026-04-30")
        .map((row) => `${row.startDate} ${row.endDate} ${row.units}`),
  };
}

const errorsOf = (answer: SiteAnswer): string => (answer.json as { errors?: string[] }).errors?.join() ?? "";

describe("a line", () => {
  it("has a row of units for every period to the contract's end", async () => {
    const { simulator, line } = await scene();
    const rows = simulator.data.units(line.id);
    expect(rows).toHaveLength(12);
    expect(rows[1]).toMatchObject({ startDate: "2026-02-01", endDate: "2026-02-28", units: 10 });
    expect(rows.at(-1)).toMatchObject({ endDate: "2026-12-31" });
  });

  it("has periods of its service's length, from its first day on", async () => {
    const { simulator, contract } = await scene();
    const quarterly = simulator.data.addItem({ name: "Archive", periodType: 3 });
    const line = simulator.data.addLine({ contractID: contract.id, itemID: quarterly.id, units: 2, startOn: "2026-02-10" });
    expect(simulator.data.units(line.id).map((row) => `${row.startDate} ${row.endDate}`)).toEqual([
      "2026-02-10 2026-03-31",
      "2026-04-01 2026-06-30",
      "2026-07-01 2026-09-30",
      "2026-10-01 2026-12-31",
    ]);
  });
});

describe("an adjustment", () => {
  it("opens a row from its day on, changes every later one, and answers without an id", async () => {
    const { adjust, rows, simulator, line } = await scene();
    expect(await adjust("2026-03-10", 3)).toMatchObject({ status: 200, json: { itemId: null } });
    expect(rows()).toEqual([
      "2026-02-01 2026-02-28 10",
      "2026-03-01 2026-03-10 10",
      "2026-03-10 2026-03-31 13",
      "2026-04-01 2026-04-30 13",
    ]);
    expect(simulator.data.unitsAt(line.id, "2026-03-10")).toBe(13);
    expect(simulator.data.unitsAt(line.id, "2026-03-09")).toBe(10);
    expect(simulator.data.lines(line.contractID)[0]?.finalUnits).toBe(13);
  });

  it("may end the row before it a day earlier, and leave later periods alone", async () => {
    const { adjust, rows } = await scene({ adjustedRowEnds: "day-before", laterPeriods: "left" });
    await adjust("2026-03-10", 3);
    expect(rows()).toEqual([
      "2026-02-01 2026-02-28 10",
      "2026-03-01 2026-03-09 10",
      "2026-03-10 2026-03-31 13",
      "2026-04-01 2026-04-30 10",
    ]);
  });

  it("changes the row itself on the first day of a period, unless that is refused", async () => {
    const allowed = await scene();
    expect((await allowed.adjust("2026-03-01", -4)).status).toBe(200);
    expect(allowed.rows()).toEqual(["2026-02-01 2026-02-28 10", "2026-03-01 2026-03-31 6", "2026-04-01 2026-04-30 6"]);
    const refused = await scene({ onPeriodStart: "refused" });
    expect(errorsOf(await refused.adjust("2026-03-01", -4))).toContain("contract_service_period");
  });

  it("is refused a second time on one day", async () => {
    const { adjust, rows } = await scene();
    await adjust("2026-03-10", 3);
    const again = await adjust("2026-03-10", 3);
    expect(again.status).toBe(500);
    expect(errorsOf(again)).toContain("Attempt to insert duplicate data into contract_service_period");
    expect(rows()).toContain("2026-03-10 2026-03-31 13");
    expect((await adjust("2026-03-11", 3)).status).toBe(200);
  });

  it("takes dates with a time, through the root as well", async () => {
    const { site, line, simulator } = await scene();
    const body = { ContractServiceID: line.id, EffectiveDate: "2026-03-10T00:00:00.000Z", UnitChange: 1 };
    expect((await site.post("/ContractServiceAdjustments", body)).status).toBe(200);
    expect(simulator.data.unitsAt(line.id, "2026-03-10")).toBe(11);
  });

  it.each([
    ["2025-12-31", 1, {}, "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract"],
    ["2027-01-01", 1, {}, "effectiveDate must be between"],
    ["", 1, {}, "Missing Required Field: effectiveDate."],
    ["2026-03-10", 1.5, {}, "must be a valid Integer"],
    ["2026-03-10", 3_000_000_000, {}, "must be a valid Integer"],
    ["2026-03-10", -11, {}, "negative"],
    ["2026-03-10", 1, { contractServiceID: 1 }, "Value does not reference an existing entity for contractServiceID"],
    ["2026-03-10", 1, { contractID: 1 }, "Value does not reference an existing entity for contractID"],
    ["2026-03-10", 1, { contractServiceID: undefined, serviceID: 1 }, "Value does not reference an existing entity for serviceID"],
  ])("on %j of %d with %j is refused", async (effectiveDate, unitChange, more, text) => {
    const { adjust, rows } = await scene();
    const before = rows();
    const answer = await adjust(effectiveDate, unitChange, more);
    expect(answer.status).toBe(500);
    expect(errorsOf(answer)).toContain(text);
    expect(rows()).toEqual(before);
  });

  it("is refused where a later row would fall below 0", async () => {
    const { adjust, simulator, line } = await scene();
    simulator.data.adjustLine(line.id, -8, "2026-06-01");
    expect(errorsOf(await adjust("2026-03-10", -3))).toContain("negative");
  });

  it("goes down to 0, unless that is refused", async () => {
    expect((await (await scene()).adjust("2026-03-10", -10)).status).toBe(200);
    expect(errorsOf(await (await scene({ toZero: "refused" })).adjust("2026-03-10", -10))).toContain("greater than 0");
  });

  it("in a posted period is accepted or refused", async () => {
    const accepted = await scene();
    accepted.simulator.data.post(accepted.contract.id, "2026-03-05");
    expect((await accepted.adjust("2026-03-10", 1)).status).toBe(200);
    const refused = await scene({ postedPeriod: "refused" });
    refused.simulator.data.post(refused.contract.id, "2026-03-05");
    expect(errorsOf(await refused.adjust("2026-03-10", 1))).toContain("already approved and posted");
    expect((await refused.adjust("2026-04-01", 1)).status).toBe(200);
  });

  it("keeps the price of the line, or resets it to the catalog's", async () => {
    for (const [priceAfterAdjustment, price] of [
      ["kept", 1],
      ["list", 3],
    ] as const) {
      const { adjust, simulator, contract, line } = await scene({ priceAfterAdjustment });
      simulator.tenant().store.kinds.service.lines.put({ ...line, unitPrice: 1 });
      await adjust("2026-03-10", 1);
      expect(simulator.data.lines(contract.id)[0]?.unitPrice).toBe(price);
    }
  });
});

describe("an adjustment that names contract and service", () => {
  it("makes the line where there is none", async () => {
    const { site, simulator, contract } = await scene();
    const other = simulator.data.addItem({ name: "SafeSend" });
    const body = { contractID: contract.id, serviceID: other.id, effectiveDate: "2026-03-10", unitChange: 5 };
    expect((await site.post(`/Contracts/${contract.id}/ServiceAdjustments`, body)).json).toEqual({ itemId: null });
    const [line] = await site.query("ContractServices", { op: "eq", field: "serviceID", value: other.id });
    expect(line).toMatchObject({ contractID: contract.id, unitPrice: 3 });
    expect(simulator.data.units(Number(line?.["id"])).map((row) => [row.startDate, row.units])[0]).toEqual(["2026-03-10", 5]);
    expect(simulator.requests.writes().map((request) => request.effect)).toMatchObject([{ created: true, unitsBefore: 0, unitsAfter: 5 }]);
  });

  it("adjusts the one there is, unless repeating is allowed", async () => {
    const { adjust, simulator, contract, service, line } = await scene();
    await adjust("2026-03-10", 2, { contractServiceID: undefined, serviceID: service.id });
    expect(simulator.data.unitsAt(line.id, "2026-03-10")).toBe(12);
    await adjust("2026-03-10", 2, { contractServiceID: undefined, serviceID: service.id, allowRepeatService: true });
    expect(simulator.data.lines(contract.id)).toHaveLength(2);
  });

  it("is refused for an inactive service, and without a price where one is demanded", async () => {
    const { site, simulator, contract } = await scene({ pricelessLine: "refused" });
    const old = simulator.data.addItem({ name: "Old", isActive: false });
    const other = simulator.data.addItem({ name: "Other" });
    const add = (serviceID: number): Promise<SiteAnswer> =>
      site.post("/ContractServiceAdjustments", { contractID: contract.id, serviceID, effectiveDate: "2026-03-10", unitChange: 5 });
    expect(errorsOf(await add(old.id))).toContain("inactive");
    expect(errorsOf(await add(other.id))).toContain("unitPrice");
    expect(simulator.data.lines(contract.id)).toHaveLength(1);
  });
});

describe("a ContractService", () => {
  it("is created without units, and not twice", async () => {
    const { site, simulator, contract } = await scene();
    const other = simulator.data.addItem({ name: "SafeSend" });
    const create = (): Promise<SiteAnswer> =>
      site.post(`/Contracts/${contract.id}/Services`, { contractID: contract.id, serviceID: other.id });
    expect((await create()).json).toEqual({ itemId: 8002 });
    expect(simulator.data.units(8002)).toEqual([]);
    expect((await create()).status).toBe(500);
  });
});

describe("bundles", () => {
  it("work the same under their own names", async () => {
    const { site, simulator, contract } = await scene();
    const bundle = simulator.data.addItem({ name: "Bundle" }, "bundle");
    const body = { contractID: contract.id, serviceBundleID: bundle.id, effectiveDate: "2026-03-10", unitChange: 4 };
    expect((await site.post(`/Contracts/${contract.id}/ServiceBundleAdjustments`, body)).status).toBe(200);
    const [line] = await site.query("ContractServiceBundles");
    expect(line).toMatchObject({ serviceBundleID: bundle.id });
    const units = await site.query("ContractServiceBundleUnits", { op: "eq", field: "contractServiceBundleID", value: line?.["id"] });
    expect(units[0]).toMatchObject({ units: 4, startDate: "2026-03-10T00:00:00" });
    expect(await site.query("ContractServices")).toHaveLength(1);
    expect(await site.query("ServiceBundles")).toHaveLength(1);
  });
});
