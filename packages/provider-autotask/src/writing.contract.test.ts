import type { Behaviour } from "@integrations/autotask-simulator";
import type { ProviderSession, WrittenLine } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { DATE_POLICIES } from "./definition/fields.ts";
import { linesOf, openLineScene, TODAY, type LineScene } from "./testing/test-scene.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

/** Sets the line as it is read now. */
async function set(scene: LineScene, session: ProviderSession, quantity: number, asOf = TODAY): Promise<WrittenLine> {
  return session.setQuantity({ line: await scene.line(session), quantity, asOf });
}

const dates = (scene: LineScene): unknown[] => scene.writes().map((body) => (body as { effectiveDate: unknown }).effectiveDate);

describe("setting units", () => {
  it("posts the difference for the line on the day, and nothing about money", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    expect(await set(scene, session, 15)).toEqual({ lineId: String(scene.lineId), quantity: 15 });
    const [write] = scene.simulator.requests.writes();
    expect(write?.path).toBe(`/Contracts/${scene.contractId}/ServiceAdjustments`);
    expect(write?.body).toEqual({ contractID: scene.contractId, contractServiceID: scene.lineId, effectiveDate: TODAY, unitChange: 5 });
    expect(scene.rows()).toEqual(["2026-02-01 10", "2026-03-01 10", "2026-03-10 15", "2026-04-01 15"]);
    await set(scene, session, 12, "2026-03-11");
    expect(scene.writes().at(-1)).toMatchObject({ effectiveDate: "2026-03-11", unitChange: -3 });
  });

  it("sends nothing where the units are right by now", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    const line = await scene.line(session);
    scene.simulator.data.adjustLine(scene.lineId, 5, "2026-03-05");
    expect(await session.setQuantity({ line, quantity: 15, asOf: TODAY })).toMatchObject({ quantity: 15 });
    expect(scene.writes()).toEqual([]);
  });

  it("once more on one day takes the next day, and reads as set all the same", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    for (const quantity of [12, 7, 20]) {
      await set(scene, session, quantity);
      expect((await scene.line(session)).quantity).toBe(quantity);
    }
    expect(dates(scene)).toEqual(["2026-03-10", "2026-03-11", "2026-03-12"]);
    expect(scene.finalUnits()).toBe(20);
    await set(scene, session, 20);
    expect(scene.writes()).toHaveLength(3);
  });

  it("night after night at the start of the next period is read at that day, and never posted twice", async () => {
    const scene = await openLineScene();
    const session = scene.session({ policy: "next_period" });
    const night = async (asOf: string, quantity: number): Promise<void> => {
      const [line] = await linesOf(session, String(scene.contractId), asOf);
      if (line === undefined || line.quantity === quantity) return;
      await session.setQuantity({ line, quantity, asOf });
    };
    for (const asOf of ["2026-03-10", "2026-03-11", "2026-03-12"]) await night(asOf, 12);
    expect(dates(scene)).toEqual(["2026-04-01"]);
    for (const asOf of ["2026-03-20", "2026-03-31", "2026-04-01", "2026-04-02"]) await night(asOf, 14);
    expect(dates(scene)).toEqual(["2026-04-01", "2026-04-02"]);
    expect(scene.rows()).toEqual(["2026-02-01 10", "2026-03-01 10", "2026-04-01 12", "2026-04-02 14"]);
  });

  it("at the start of this period counts for all of it; posted already, from the next one on", async () => {
    const open = await openLineScene();
    await set(open, open.session({ policy: "this_period" }), 15);
    expect(open.rows()).toEqual(["2026-02-01 10", "2026-03-01 15", "2026-04-01 15"]);
    const posted = await openLineScene();
    posted.simulator.data.post(posted.contractId, "2026-03-01");
    await set(posted, posted.session({ policy: "this_period" }), 15);
    expect(posted.rows()).toEqual(["2026-02-01 10", "2026-03-01 10", "2026-04-01 15"]);
  });

  it("never reaches back behind a change of this period", async () => {
    const scene = await openLineScene({ units: 2 });
    scene.simulator.data.adjustLine(scene.lineId, 10, "2026-03-05");
    await set(scene, scene.session({ policy: "this_period" }), 1);
    expect(scene.rows()).toEqual(["2026-02-01 2", "2026-03-01 2", "2026-03-05 12", "2026-03-06 1", "2026-04-01 1"]);
  });

  it("is left alone and told where somebody dated a change further ahead", async () => {
    const scene = await openLineScene();
    scene.simulator.data.adjustLine(scene.lineId, -4, "2026-06-01");
    const session = scene.session();
    const error = await failureOf(set(scene, session, 12));
    expect(error).toMatchObject({ code: "conflict", effect: "none" });
    expect(error.detail).toContain("A change to 6 units is dated 2026-06-01 already");
    expect(scene.writes()).toEqual([]);
  });

  it("finds no day where the contract has no further period", async () => {
    const scene = await openLineScene();
    const session = scene.session({ policy: "next_period" });
    const line = await scene.line(session);
    const error = await failureOf(session.setQuantity({ line, quantity: 12, asOf: "2026-12-05" }));
    expect(error).toMatchObject({ code: "rejected", effect: "none" });
    expect(error.detail).toContain("no day left");
  });

  it.each([1.5, -1, Number.NaN, 2_147_483_648])("refuses %d before anything is sent", async (quantity) => {
    const scene = await openLineScene();
    const session = scene.session();
    const line = await scene.line(session);
    scene.calls();
    expect(await failureOf(session.setQuantity({ line, quantity, asOf: TODAY }))).toMatchObject({
      code: "rejected",
      reason: "invalid_input",
    });
    expect(scene.calls()).toEqual([]);
  });

  it("of one contract goes in turn: nobody looks while another change is under way", async () => {
    const scene = await openLineScene();
    const { data } = scene.simulator;
    data.addLine({ contractID: scene.contractId, itemID: data.addItem({ name: "SafeSend" }).id, units: 1 });
    const session = scene.session();
    const lines = await linesOf(session, String(scene.contractId));
    scene.calls();
    await Promise.all(lines.map((line) => session.setQuantity({ line, quantity: 30, asOf: TODAY })));
    const write = `POST /Contracts/${scene.contractId}/ServiceAdjustments`;
    const one = ["POST /Contracts/query", "POST /ContractServiceUnits/query", write, "POST /ContractServiceUnits/query"];
    expect(scene.calls()).toEqual([...one, ...one]);
    expect(data.lines(scene.contractId).map((line) => line.finalUnits)).toEqual([30, 30]);
  });
});

describe("what is open about Autotask", () => {
  it.each<[Partial<Behaviour>, string, string[]]>([
    [{ adjustedRowEnds: "day-before" }, "today", [TODAY]],
    [{ periodEnds: "same-day" }, "next_period", ["2026-04-01"]],
    [{ laterPeriods: "left" }, "today", [TODAY]],
    [{ onPeriodStart: "refused" }, "this_period", ["2026-03-01", "2026-03-02"]],
    [{ onPeriodStart: "refused" }, "next_period", ["2026-04-01", "2026-04-02"]],
    [{ threadRefusal: "500" }, "today", [TODAY]],
    [{ readLagMs: 8_000 }, "today", [TODAY]],
    [{ dateForm: "zulu" }, "next_period", ["2026-04-01"]],
  ])("%j is survived", async (behaviour, policy, expected) => {
    const scene = await openLineScene({ tenant: { behaviour } });
    const session = scene.session({ policy: DATE_POLICIES.find((each) => each === policy) ?? "today" });
    expect(await set(scene, session, 15)).toMatchObject({ quantity: 15 });
    expect(dates(scene)).toEqual(expected);
    scene.clock.set(new Date(scene.clock.now().getTime() + 60_000));
    expect((await scene.line(session)).quantity).toBe(15);
  });

  it("a decrease to 0 may be refused, and the line stays as it is", async () => {
    const scene = await openLineScene({ tenant: { behaviour: { toZero: "refused" } } });
    const error = await failureOf(set(scene, scene.session(), 0));
    expect(error).toMatchObject({ code: "rejected", effect: "none", detail: "The number of units must be greater than 0." });
    expect(scene.finalUnits()).toBe(10);
  });

  it("a posted period may take no change", async () => {
    const scene = await openLineScene({ tenant: { behaviour: { postedPeriod: "refused" } } });
    scene.simulator.data.post(scene.contractId, TODAY);
    expect(await failureOf(set(scene, scene.session(), 12))).toMatchObject({ code: "rejected", reason: "period_invoiced", effect: "none" });
    expect(await set(scene, scene.session({ policy: "this_period" }), 12)).toMatchObject({ quantity: 12 });
    expect(dates(scene).at(-1)).toBe("2026-04-01");
  });
});

describe("other people", () => {
  it("make it a conflict where they change the units between the read and the write", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    const edits = [{ do: "adjust-line", id: scene.lineId, unitChange: 2, effectiveDate: "2026-03-05" } as const];
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "edit", edits } });
    const error = await failureOf(set(scene, session, 15));
    expect(error).toMatchObject({ code: "conflict", effect: "unknown" });
    expect(error.detail).toContain("became 17 where 15 were asked for");
    expect(await set(scene, session, 15)).toMatchObject({ quantity: 15 });
    expect(scene.finalUnits()).toBe(15);
  });

  it("may remove the line, put something else there, or take the whole contract", async () => {
    for (const [edit, codes] of [
      [(scene: LineScene) => scene.simulator.data.deleteLine(scene.lineId), ["not_found"]],
      [(scene: LineScene) => scene.simulator.data.endLine(scene.lineId, "2026-03-05"), ["conflict"]],
      [(scene: LineScene) => scene.simulator.data.deleteContract(scene.contractId), ["not_found"]],
    ] as const) {
      const scene = await openLineScene();
      const session = scene.session();
      const line = await scene.line(session);
      edit(scene);
      const error = await failureOf(session.setQuantity({ line, quantity: 15, asOf: TODAY }));
      expect(codes).toContain(error.code);
      expect(error.effect).toBe("none");
      expect(scene.writes()).toEqual([]);
    }
  });

  it("are not taken for the line that is asked for", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    const line = await scene.line(session);
    for (const wrong of [{ productId: "9999" }, { agreementId: "1" }]) {
      const error = await failureOf(session.setQuantity({ line: { ...line, ...wrong }, quantity: 15, asOf: TODAY }));
      expect(["conflict", "not_found"]).toContain(error.code);
    }
    expect(scene.writes()).toEqual([]);
  });
});

describe("a success that lies", () => {
  it("is told as not confirmed, and not sent again", async () => {
    const scene = await openLineScene();
    scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "false-success" } });
    expect(await failureOf(set(scene, scene.session(), 15))).toMatchObject({
      code: "conflict",
      reason: "write_not_confirmed",
      effect: "unknown",
    });
    expect(scene.writes()).toHaveLength(1);
  });
});
