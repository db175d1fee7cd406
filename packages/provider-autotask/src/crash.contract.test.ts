import type { ProviderSession, WrittenLine } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { linesOf, openLineScene, TODAY, type LineScene } from "./testing/test-scene.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

/** Sets the line as it is read now. */
async function set(scene: LineScene, session: ProviderSession, quantity: number): Promise<WrittenLine> {
  return session.setQuantity({ line: await scene.line(session), quantity, asOf: TODAY });
}

describe("a process that dies", () => {
  /** Sends a change and dies before its answer; reads lag behind it. */
  async function die(at: "before" | "after", readLagMs: number): Promise<LineScene> {
    const scene = await openLineScene({ tenant: { behaviour: { readLagMs } } });
    const death = new AbortController();
    const session = scene.session({ signal: death.signal });
    const holding = scene.simulator.faults.hold({ match: { path: WRITE }, at });
    const lost = set(scene, session, 15);
    lost.catch(() => undefined);
    const held = await holding.next();
    death.abort(new Error("killed"));
    await expect(lost).rejects.toThrow("killed");
    held.release("drop");
    holding.remove();
    return scene;
  }

  it("after its change took effect leaves a successor that waits until it shows, and sends nothing", async () => {
    const scene = await die("after", 10_000);
    expect(scene.memory.value).toMatchObject({ openWrites: [{ contractId: scene.contractId, effectiveOn: TODAY, target: 15 }] });
    const successor = scene.session();
    expect((await scene.line(successor)).quantity).toBe(15);
    expect(await set(scene, successor, 15)).toMatchObject({ quantity: 15 });
    expect(scene.writes()).toHaveLength(1);
    expect(scene.memory.value).toMatchObject({ openWrites: [] });
  });

  it("leaves a successor that waits also where it changes the line without reading it first", async () => {
    const scene = await die("after", 10_000);
    const line = {
      id: String(scene.lineId),
      agreementId: String(scene.contractId),
      productId: String(scene.serviceId),
      quantity: 10,
      effectiveOn: null,
      cancelledOn: null,
    };
    expect(await scene.session().setQuantity({ line, quantity: 15, asOf: TODAY })).toMatchObject({ quantity: 15 });
    expect(scene.writes()).toHaveLength(1);
  });

  it("before its change took effect leaves a successor that makes it", async () => {
    const scene = await die("before", 10_000);
    expect(await set(scene, scene.session(), 15)).toMatchObject({ quantity: 15 });
    expect(scene.finalUnits()).toBe(15);
    expect(scene.memory.value).toMatchObject({ openWrites: [] });
  });

  it("and takes the journal along is still no second change: the day is taken", async () => {
    const scene = await die("after", 10_000);
    scene.memory.value = undefined;
    const successor = scene.session();
    const line = { ...(await scene.line(successor)), quantity: 10 };
    expect(await successor.setQuantity({ line, quantity: 15, asOf: TODAY })).toMatchObject({ quantity: 15 });
    expect(scene.finalUnits()).toBe(15);
  });

  it("does not hold up other contracts, nor anybody for longer than a change can stay unseen", async () => {
    const scene = await die("after", 0);
    const other = scene.simulator.data.addContract({ companyID: scene.companyId, contractName: "Other" });
    const before = scene.clock.now().getTime();
    await linesOf(scene.session(), String(other.id));
    expect(scene.clock.now().getTime()).toBe(before);
    await scene.line(scene.session());
    const waited = scene.clock.now().getTime() - before;
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThanOrEqual(60_000);
    await scene.line(scene.session());
    expect(scene.clock.now().getTime() - before).toBe(waited);
  });

  it("with a clock that ran ahead holds nobody up for longer than a change can stay unseen", async () => {
    const scene = await openLineScene();
    const write = { contractId: scene.contractId, line: "1", effectiveOn: TODAY, target: 1, sentAt: "2030-01-01T00:00:00.000Z" };
    scene.memory.value = { openWrites: [write, { broken: true }] };
    await scene.line(scene.session());
    scene.memory.value = { openWrites: [write] };
    await scene.line(scene.session());
    expect(scene.clock.sleeps).toEqual([60_000]);
  });

  it("or memory that fails does not keep a change from being made", async () => {
    const scene = await openLineScene();
    scene.memory.read = () => Promise.reject(new Error("no database"));
    expect(await set(scene, scene.session(), 15)).toMatchObject({ quantity: 15 });
    expect(scene.logger.lines.some((line) => line.level === "warn")).toBe(true);
  });
});

describe("an abort", () => {
  it("ends a change that waits to be seen with its own reason", async () => {
    const scene = await openLineScene();
    const stop = new AbortController();
    const reason = new Error("stopped");
    const session = scene.session({ signal: stop.signal });
    scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "call", run: () => stop.abort(reason) } });
    await expect(set(scene, session, 15)).rejects.toThrow(reason);
  });
});
