import type { Fault } from "@integrations/autotask-simulator";
import type { Line } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { DATE_POLICIES, type DatePolicy } from "./definition/fields.ts";
import { linesOf, openLineScene, openScene, readAll, TODAY, USER, type LineScene } from "./testing/test-scene.ts";

describe("products", () => {
  it("are active services; a bundle is known, and marked as one that cannot be a line", async () => {
    const { simulator, session } = await openScene();
    const service = simulator.data.addItem({ name: "CloudFilter", description: "Filter per mailbox" });
    const same = simulator.data.addItem({ name: "Filter bundle" }, "bundle");
    simulator.data.addItem({ name: "Old filter", isActive: false });
    const found = await session().searchProducts({ search: "filter" });
    expect(found.items).toEqual([
      { id: String(service.id), identifier: "CloudFilter", description: "Filter per mailbox", active: true, allowedOnAgreement: true },
    ]);
    const named = await session().readProducts([String(service.id), `bundle-${same.id}`, "bundle-x", "bundle-", "99"]);
    expect(named.map((product) => [product.id, product.allowedOnAgreement])).toEqual([
      [String(service.id), true],
      [`bundle-${same.id}`, false],
    ]);
  });

  it("are found by their letters where the site takes wildcards for what they are in SQL", async () => {
    const { simulator, session } = await openScene({ tenant: { behaviour: { containsAs: "like" } } });
    for (const name of ["100% up", "1000 up", "a_b", "axb"]) simulator.data.addItem({ name });
    const names = async (search: string): Promise<string[]> =>
      (await session().searchProducts({ search })).items.map((item) => item.identifier);
    expect(await names("100%")).toEqual(["100% up"]);
    expect(await names("a_b")).toEqual(["a_b"]);
  });

  it("come page by page, never by the URL an answer names", async () => {
    const { simulator, session, calls } = await openScene();
    for (let index = 0; index < 5; index += 1) simulator.data.addItem({ name: `S${index}` });
    const first = await session().searchProducts({ limit: 2 });
    const second = await session().searchProducts({ limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map((item) => item.identifier)).toEqual(["S0", "S1", "S2", "S3"]);
    expect(calls()).toEqual(["POST /Services/query", "POST /Services/query"]);
    expect(await failureOf(session().searchProducts({ cursor: "x" }))).toMatchObject({ reason: "invalid_input" });
  });
});

describe("companies", () => {
  it("are found by name or number, active ones only, and read whatever their state", async () => {
    const { simulator, session } = await openScene();
    const acme = simulator.data.addCompany({ companyName: "Acme Ltd", companyNumber: "K-77" });
    const former = simulator.data.addCompany({ companyName: "Acme Old", isActive: false });
    expect(await session().searchCompanies({ search: "k-77" })).toEqual([{ id: String(acme.id), identifier: "K-77", name: "Acme Ltd" }]);
    expect(await session().searchCompanies({ search: "acme" })).toHaveLength(1);
    expect(await session().readCompanies([String(former.id)])).toHaveLength(1);
  });
});

describe("contracts", () => {
  it("are those for recurring services, with their days, state and company", async () => {
    const scene = await openLineScene();
    const { data } = scene.simulator;
    data.addContract({ companyID: scene.companyId, contractName: "Block hours", contractType: 4 });
    const ended = data.addContract({
      companyID: scene.companyId,
      contractName: "Last year",
      contractNumber: "2025/1",
      startDate: "2025-01-01",
      endDate: "2025-12-31",
      status: 0,
    });
    const found = await scene.session().listAgreements(String(scene.companyId));
    expect(found).toEqual([
      {
        id: String(scene.contractId),
        name: "Managed Services",
        companyId: String(scene.companyId),
        companyName: "Acme Ltd",
        type: "Recurring service",
        state: "active",
        endsOn: "2026-12-31",
        billingStartsOn: "2026-01-01",
        nextInvoiceOn: null,
      },
      expect.objectContaining({ id: String(ended.id), name: "Last year (2025/1)", state: "inactive", endsOn: "2025-12-31" }),
    ]);
    expect(await scene.session().readAgreements([String(ended.id), "7001", "1", "x"])).toHaveLength(2);
  });
});

describe("lines", () => {
  const quantity = async (scene: LineScene, policy: DatePolicy, asOf = TODAY): Promise<number> => {
    const [line] = await linesOf(scene.session({ policy }), String(scene.contractId), asOf);
    return line?.quantity ?? Number.NaN;
  };

  it("have the units of the effective date, not of today", async () => {
    const scene = await openLineScene();
    scene.simulator.data.adjustLine(scene.lineId, 5, "2026-04-01");
    expect(await quantity(scene, "today")).toBe(10);
    expect(await quantity(scene, "this_period")).toBe(10);
    expect(await quantity(scene, "next_period")).toBe(15);
    expect(await quantity(scene, "today", "2026-04-01")).toBe(15);
  });

  it.each(["day-before", "same-day"] as const)("read the row that began last where rows share their border (%s)", async (ends) => {
    const scene = await openLineScene({ tenant: { behaviour: { adjustedRowEnds: ends, periodEnds: ends } } });
    scene.simulator.data.adjustLine(scene.lineId, 3, TODAY);
    expect(await quantity(scene, "today")).toBe(13);
    expect(await quantity(scene, "today", "2026-03-09")).toBe(13);
    expect(await quantity(scene, "this_period")).toBe(13);
    expect(await quantity(scene, "next_period")).toBe(13);
  });

  it("count a change of the next days as settled, and one beyond them not", async () => {
    const scene = await openLineScene();
    scene.simulator.data.adjustLine(scene.lineId, 2, "2026-03-14");
    scene.simulator.data.adjustLine(scene.lineId, 4, "2026-06-01");
    expect(await quantity(scene, "today")).toBe(12);
  });

  it.each(DATE_POLICIES)("that ended, begin later, have no units or longer periods are read right as well (%s)", async (policy) => {
    const scene = await openLineScene();
    const { data } = scene.simulator;
    const add = (name: string, units: number | undefined, startOn?: string, periodType = 2): number =>
      data.addLine({ contractID: scene.contractId, itemID: data.addItem({ name, periodType }).id, units, startOn }).id;
    const ended = add("Ended", 4);
    data.endLine(ended, "2026-02-15");
    const later = add("Later", 6, "2026-05-20");
    const empty = add("Empty", undefined);
    const quarterly = add("Quarterly", 8, undefined, 3);
    const yearly = add("Yearly", 9, "2026-02-10", 5);
    data.adjustLine(quarterly, 1, "2026-04-01");
    data.adjustLine(yearly, 2, "2026-02-20");
    const lines = await linesOf(scene.session({ policy }), String(scene.contractId));
    const of = (id: number): Partial<Line> => {
      const { quantity: units, effectiveOn, cancelledOn } = lines.find((line) => line.id === String(id)) ?? {};
      return { quantity: units ?? Number.NaN, effectiveOn: effectiveOn ?? null, cancelledOn: cancelledOn ?? null };
    };
    expect(of(ended)).toEqual({ quantity: 4, effectiveOn: null, cancelledOn: "2026-02-15" });
    expect(of(later)).toEqual({ quantity: 6, effectiveOn: "2026-05-20", cancelledOn: null });
    expect(of(empty)).toEqual({ quantity: 0, effectiveOn: null, cancelledOn: null });
    expect(of(quarterly).quantity).toBe(policy === "next_period" ? 9 : 8);
    expect(of(yearly).quantity).toBe(11);
  });

  it("follow the next period where the one under way is posted", async () => {
    const scene = await openLineScene();
    scene.simulator.data.adjustLine(scene.lineId, 5, "2026-04-01");
    scene.simulator.data.post(scene.contractId, TODAY);
    expect(await quantity(scene, "this_period")).toBe(15);
  });

  it.each(["plain", "zulu"] as const)("do not mind how dates are written (%s)", async (dateForm) => {
    const scene = await openLineScene({ tenant: { behaviour: { dateForm } } });
    expect(await quantity(scene, "next_period")).toBe(10);
  });

  it("of hundreds of contracts take a few calls", async () => {
    const scene = await openLineScene();
    const { data } = scene.simulator;
    const ids = [String(scene.contractId)];
    for (let index = 0; index < 399; index += 1) {
      const contract = data.addContract({ companyID: scene.companyId, contractName: `C${index}`, startDate: "2026-01-01" });
      data.addLine({ contractID: contract.id, itemID: scene.serviceId, units: index });
      ids.push(String(contract.id));
    }
    scene.calls();
    const found = await readAll(scene.session(), [...ids, "1", "nothing"]);
    expect(found.size).toBe(402);
    expect([...found.values()].filter((result) => result.lines?.length === 1)).toHaveLength(400);
    expect(found.get("1")?.error?.code).toBe("not_found");
    // Three for each of three chunks.
    expect(scene.calls()).toHaveLength(9);
  });

  it("of contracts the user cannot see are not found, and none are made up", async () => {
    const scene = await openLineScene();
    scene.simulator.tenant().changeUser(USER.userName, { hiddenContracts: [scene.contractId] });
    const found = await readAll(scene.session(), [String(scene.contractId)]);
    expect(found.get(String(scene.contractId))?.error?.code).toBe("not_found");
  });

  it("of other contracts are read where one is refused", async () => {
    const scene = await openLineScene();
    const others = [1, 2, 3, 4].map((index) =>
      String(scene.simulator.data.addContract({ companyID: scene.companyId, contractName: `C${index}` }).id),
    );
    const refused = others[2] ?? "";
    scene.simulator.faults.inject({
      match: { path: "/ContractServices/query", where: (request) => JSON.stringify(request.body).includes(refused) },
      fault: { kind: "status", status: 500, errors: ["The value is not valid."] },
    });
    const found = await readAll(scene.session(), [String(scene.contractId), ...others]);
    expect([...found].filter(([, result]) => result.error !== undefined).map(([id]) => id)).toEqual([refused]);
    expect(found.get(refused)?.error?.code).toBe("rejected");
    expect(found.size).toBe(5);
  });

  it.each<[Fault]>([
    [{ kind: "change-answer", set: { units: null } }],
    [{ kind: "change-answer", unset: ["units"] }],
    [{ kind: "change-answer", set: { startDate: "soon" } }],
    [{ kind: "garble", how: "empty" }],
    [{ kind: "garble", how: "null" }],
    [{ kind: "garble", how: "cut-off" }],
  ])("are never told as 0 units where an answer is broken: %j", async (fault) => {
    const scene = await openLineScene();
    scene.simulator.faults.inject({ match: { path: "/ContractServiceUnits/query" }, fault });
    const found = await readAll(scene.session(), [String(scene.contractId)]);
    expect(["invalid_response", "unavailable"]).toContain(found.get(String(scene.contractId))?.error?.code);
  });

  it("end with the site where chunk after chunk fails", async () => {
    const scene = await openLineScene();
    const ids = Array.from({ length: 600 }, (_, index) => String(index + 1));
    scene.simulator.faults.inject({ match: { path: "/Contracts/query" }, fault: { kind: "status", status: 503 } });
    expect(await failureOf(readAll(scene.session(), ids))).toMatchObject({ code: "unavailable" });
  });
});
