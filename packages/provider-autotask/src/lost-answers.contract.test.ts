import type { Fault } from "@integrations/autotask-simulator";
import type { ProviderSession, WrittenLine } from "@integrations/core";
import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { openLineScene, TODAY, type LineScene } from "./testing/test-scene.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

/** Sets the line as it is read now. */
async function set(scene: LineScene, session: ProviderSession, quantity: number): Promise<WrittenLine> {
  return session.setQuantity({ line: await scene.line(session), quantity, asOf: TODAY });
}

describe("a lost answer", () => {
  const FAULTS: ReadonlyArray<readonly [string, Fault, number]> = [
    ["reset before", { kind: "reset", at: "before" }, 1],
    ["reset after", { kind: "reset", at: "after" }, 1],
    ["a fault of the server before", { kind: "status", status: 500 }, 2],
    ["a fault of the server after", { kind: "status", status: 500, at: "after" }, 1],
    ["a gateway's time-out after", { kind: "status", status: 504, at: "after" }, 1],
    ["half an answer", { kind: "garble", how: "truncated" }, 1],
    ["a web page", { kind: "garble", how: "html" }, 1],
    ["an empty answer", { kind: "garble", how: "empty" }, 1],
    ["too many", { kind: "status", status: 429 }, 4],
    ["too many threads, told as 500", { kind: "status", status: 500, errors: ["Itgenatr005: Thread Threshold Exceeded"] }, 2],
    ["no answer, after", { kind: "hang", at: "after" }, 1],
  ];

  for (const readLagMs of [0, 6_000]) {
    it.each(FAULTS)(`(%s) ends in exactly the wanted units, reads lagging by ${readLagMs} ms`, async (_what, fault, times) => {
      const scene = await openLineScene({ tenant: { behaviour: { readLagMs } } });
      scene.simulator.faults.inject({ match: { path: WRITE }, times, fault });
      expect(await set(scene, scene.session(), 15)).toMatchObject({ quantity: 15 });
      expect(scene.finalUnits()).toBe(15);
      const stored = scene.simulator.requests.writes().filter((request) => request.effect?.stored === true);
      expect(stored.map((request) => request.effect?.unitChange)).toEqual([5]);
    });
  }

  it.each([
    { kind: "status", status: 429 },
    { kind: "status", status: 503 },
  ] as const)("of %j is followed by a look before anything is sent again", async (fault) => {
    const scene = await openLineScene();
    const session = scene.session();
    const line = await scene.line(session);
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault });
    scene.calls();
    await session.setQuantity({ line, quantity: 15, asOf: TODAY });
    const calls = scene.calls().map((call) => (call.includes("ServiceAdjustments") ? "write" : "look"));
    expect(calls.join(" ")).toMatch(/^look look write (look )+write look$/);
  });

  it("that may still take effect is not sent again", async () => {
    const scene = await openLineScene();
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "hang", at: "before" } });
    expect(await failureOf(set(scene, scene.session(), 15))).toMatchObject({ code: "timeout", effect: "unknown", retryable: true });
    expect(scene.writes()).toHaveLength(1);
  });

  it("again and again is told as what it is, and never sent more than three times", async () => {
    const scene = await openLineScene();
    scene.simulator.faults.inject({ match: { path: WRITE }, fault: { kind: "status", status: 503 } });
    expect(await failureOf(set(scene, scene.session(), 15))).toMatchObject({ code: "unavailable", effect: "unknown", retryable: true });
    expect(scene.writes()).toHaveLength(3);
    expect(scene.finalUnits()).toBe(10);
  });

  it("of a look after the write leaves the effect unknown", async () => {
    const scene = await openLineScene();
    const session = scene.session();
    const line = await scene.line(session);
    scene.simulator.faults.inject({ match: { path: "/ContractServiceUnits/query" }, from: 2, fault: { kind: "status", status: 503 } });
    expect(await failureOf(session.setQuantity({ line, quantity: 15, asOf: TODAY }))).toMatchObject({
      code: "unavailable",
      effect: "unknown",
    });
    expect(scene.finalUnits()).toBe(15);
  });

  it("with reads that lag for longer than anybody waits is not made a second change", async () => {
    const scene = await openLineScene({ tenant: { behaviour: { readLagMs: 3_600_000 } } });
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "reset", at: "after" } });
    expect(await failureOf(set(scene, scene.session(), 15))).toMatchObject({
      code: "conflict",
      reason: "write_not_confirmed",
      effect: "unknown",
    });
    expect(scene.finalUnits()).toBe(15);
  });

  it("and such reads do not make it one on another day either, where the day had a row before", async () => {
    const scene = await openLineScene({ tenant: { behaviour: { readLagMs: 3_600_000 } } });
    scene.simulator.faults.inject({ match: { path: WRITE }, times: 1, fault: { kind: "reset", at: "after" } });
    const error = await failureOf(set(scene, scene.session({ policy: "this_period" }), 15));
    expect(error).toMatchObject({ code: "conflict", reason: "write_not_confirmed", effect: "unknown" });
    expect(scene.rows()).toEqual(["2026-02-01 10", "2026-03-01 15", "2026-04-01 15"]);
  });
});
