import type { Agreement, ProviderSession, WrittenLine } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import type { DatePolicy } from "./definition/fields.ts";
import { linesOf, openLineScene, TODAY, type LineScene, type SceneOptions } from "./testing/test-scene.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

interface AddScene extends LineScene {
  readonly newServiceId: number;
  add(session: ProviderSession, quantity?: number, effectiveOn?: string): Promise<WrittenLine>;
  /** Services on the contract with their final units. */
  truth(): string[];
}

async function openAddScene(options: SceneOptions = {}, periodType = 2): Promise<AddScene> {
  const scene = await openLineScene(options);
  const service = scene.simulator.data.addItem({ name: "SafeSend", periodType });
  return {
    ...scene,
    newServiceId: service.id,
    add: async (session, quantity = 5, effectiveOn = TODAY) => {
      const [agreement] = await session.readAgreements([String(scene.contractId)]);
      return session.addLine({ agreement: agreement as Agreement, productId: String(service.id), quantity, effectiveOn });
    },
    truth: () => scene.simulator.data.lines(scene.contractId).map((line) => `${line.itemID}: ${line.finalUnits}`),
  };
}

describe("adding a service", () => {
  it("is one adjustment that names contract and service, and nothing about money", async () => {
    const scene = await openAddScene();
    const session = scene.session();
    const written = await scene.add(session);
    expect(scene.writes()).toEqual([{ contractID: scene.contractId, serviceID: scene.newServiceId, effectiveDate: TODAY, unitChange: 5 }]);
    const lines = await linesOf(session, String(scene.contractId));
    expect(lines.find((line) => line.id === written.lineId)).toMatchObject({ productId: String(scene.newServiceId), quantity: 5 });
    expect(written.quantity).toBe(5);
    expect(scene.memory.value).toMatchObject({ openWrites: [] });
  });

  it.each<[DatePolicy, number, string, string]>([
    ["today", 2, TODAY, "2026-03-10"],
    ["this_period", 2, TODAY, "2026-03-01"],
    ["next_period", 2, TODAY, "2026-04-01"],
    ["this_period", 3, TODAY, "2026-01-01"],
    ["next_period", 3, TODAY, "2026-04-01"],
    ["next_period", 5, "2025-06-01", "2026-01-01"],
    ["today", 2, "2025-06-01", "2026-01-01"],
  ])("begins by the date policy %s (period type %d, from %s on %s)", async (policy, periodType, effectiveOn, expected) => {
    const scene = await openAddScene({}, periodType);
    await scene.add(scene.session({ policy }), 5, effectiveOn);
    expect(scene.writes()).toMatchObject([{ effectiveDate: expected }]);
  });

  it("is read as there from the day it begins on, and not added or changed again before", async () => {
    const scene = await openAddScene();
    const session = scene.session({ policy: "next_period" });
    await scene.add(session);
    const lines = await linesOf(session, String(scene.contractId));
    expect(lines.find((line) => line.productId === String(scene.newServiceId))).toMatchObject({
      quantity: 5,
      effectiveOn: "2026-04-01",
      cancelledOn: null,
    });
  });

  it("finds no day in a contract that is over, or for a period nobody knows", async () => {
    const yearly = await openAddScene({}, 5);
    expect(await failureOf(yearly.add(yearly.session({ policy: "next_period" })))).toMatchObject({
      code: "rejected",
      reason: "agreement_ended",
    });
    const odd = await openAddScene({}, 99);
    expect(await failureOf(odd.add(odd.session({ policy: "this_period" })))).toMatchObject({ code: "rejected", effect: "none" });
    expect([...yearly.writes(), ...odd.writes()]).toEqual([]);
  });

  it("is refused as a conflict where the service is there by now: it would add to its units", async () => {
    const scene = await openAddScene();
    scene.simulator.data.addLine({ contractID: scene.contractId, itemID: scene.newServiceId, units: 2 });
    expect(await failureOf(scene.add(scene.session()))).toMatchObject({ code: "conflict", effect: "none" });
    expect(scene.writes()).toEqual([]);
  });

  it.each([0, 1.5, -1])("of %d units is refused before anything is sent", async (quantity) => {
    const scene = await openAddScene();
    expect(await failureOf(scene.add(scene.session(), quantity))).toMatchObject({ code: "rejected", reason: "invalid_input" });
    expect(scene.writes()).toEqual([]);
  });

  it("tells what Autotask said where it is refused", async () => {
    const priceless = await openAddScene({ tenant: { behaviour: { pricelessLine: "refused" } } });
    expect(await failureOf(priceless.add(priceless.session()))).toMatchObject({
      code: "rejected",
      effect: "none",
      detail: "Missing Required Field: unitPrice.",
    });
    const inactive = await openAddScene();
    inactive.simulator.data.editItem(inactive.newServiceId, { isActive: false });
    expect(await failureOf(inactive.add(inactive.session()))).toMatchObject({ code: "rejected", effect: "none" });
    expect(priceless.truth()).toHaveLength(1);
  });

  it("waits for reads that lag, and for the units behind the line", async () => {
    const scene = await openAddScene({ tenant: { behaviour: { readLagMs: 8_000 } } });
    expect(await scene.add(scene.session())).toMatchObject({ quantity: 5 });
    expect(scene.writes()).toHaveLength(1);
  });

  it("waits where it is asked to slow down", async () => {
    const scene = await openAddScene();
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 3, fault: { kind: "status", status: 429, retryAfter: { seconds: 5 } } });
    expect(await scene.add(scene.session())).toMatchObject({ quantity: 5 });
    expect(scene.truth()).toContain(`${scene.newServiceId}: 5`);
  });

  it("is given up where somebody adds the service while it waits", async () => {
    const scene = await openAddScene();
    const edits = [{ do: "add-line", line: { contractID: scene.contractId, itemID: scene.newServiceId, units: 2 } } as const];
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "edit", edits } });
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "status", status: 429 } });
    expect(await failureOf(scene.add(scene.session()))).toMatchObject({ code: "conflict", effect: "none" });
    expect(scene.truth()).toContain(`${scene.newServiceId}: 2`);
  });

  it.each([
    { kind: "reset", at: "before" },
    { kind: "reset", at: "after" },
    { kind: "status", status: 500 },
    { kind: "garble", how: "html" },
  ] as const)("is never sent twice after %j, and the next read waits until it tells", async (fault) => {
    const scene = await openAddScene({ tenant: { behaviour: { readLagMs: 20_000 } } });
    scene.simulator.faults.inject({ match: { path: WRITE }, fault });
    const session = scene.session();
    expect(await failureOf(scene.add(session))).toMatchObject({ effect: "unknown" });
    expect(scene.writes()).toHaveLength(1);
    const isThere = fault.kind === "garble" || ("at" in fault && fault.at === "after");
    const lines = await linesOf(session, String(scene.contractId));
    expect(lines.some((line) => line.productId === String(scene.newServiceId))).toBe(isThere);
    expect(scene.truth()).toHaveLength(isThere ? 2 : 1);
  });

  it("on a day that is taken, by a line that is not to be seen, is told as one whose effect nobody knows", async () => {
    const scene = await openAddScene();
    const errors = ["Attempt to insert duplicate data into contract_service_period."];
    scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "status", status: 500, errors } });
    expect(await failureOf(scene.add(scene.session()))).toMatchObject({ code: "conflict", effect: "unknown" });
    expect(scene.writes()).toHaveLength(1);
  });

  it("that lies is told as not confirmed", async () => {
    const scene = await openAddScene();
    scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "false-success" } });
    expect(await failureOf(scene.add(scene.session()))).toMatchObject({
      code: "conflict",
      reason: "write_not_confirmed",
      effect: "unknown",
    });
  });

  it("while somebody else adds the same service is told, whatever came of it", async () => {
    const scene = await openAddScene();
    const edits = [{ do: "add-line", line: { contractID: scene.contractId, itemID: scene.newServiceId, units: 2 } } as const];
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "edit", edits } });
    const error = await failureOf(scene.add(scene.session()));
    expect(error).toMatchObject({ code: "conflict", effect: "unknown" });
    expect(error.detail).toContain("has 7 units where 5 were asked for");
  });
});
