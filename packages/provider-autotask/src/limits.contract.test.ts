import { failureOf } from "@integrations/provider-kit/testing";
import { describe, expect, it } from "vitest";
import { linesOf, openLineScene, openScene } from "./testing/test-scene.ts";

const looks = (scene: Awaited<ReturnType<typeof openScene>>): number =>
  scene.simulator.requests.list({ path: "/ThresholdInformation" }).length;

describe("calls at once", () => {
  it("are three at most, so that no endpoint refuses one", async () => {
    const scene = await openScene();
    scene.simulator.setLatency(5);
    const session = scene.session();
    await Promise.all(Array.from({ length: 20 }, (_, index) => session.readProducts([String(9_001 + index)])));
    expect(scene.simulator.requests.list().filter((request) => request.status !== 200)).toEqual([]);
  });

  it("count for a database, not for the host of its zone", async () => {
    const scene = await openScene();
    scene.simulator.addTenant({ id: "other", ci: 7, users: [{ userName: "api@other.example", secret: "other-secret" }] });
    const holding = scene.simulator.faults.hold({ match: { path: "/Services/query", tenant: "acme" } });
    const busy = [1, 2, 3].map((id) => scene.session().readProducts([String(id)]));
    const held = [await holding.next(), await holding.next(), await holding.next()];
    const other = scene.session({ config: { userName: "api@other.example", secret: "other-secret", integrationCode: "X" } });
    expect(await other.readProducts(["9001"])).toEqual([]);
    for (const each of held) each.release();
    await Promise.all(busy);
  });

  it("that are too many all the same are waited out, however Autotask says so", async () => {
    for (const errors of [undefined, ["Itgenatr005: Thread Threshold Exceeded"]]) {
      const scene = await openLineScene();
      const status = errors === undefined ? 429 : 500;
      scene.simulator.faults.inject({
        match: { path: "/Contracts/query" },
        times: 3,
        fault: { kind: "status", status, ...(errors === undefined ? {} : { errors }) },
      });
      expect(await linesOf(scene.session(), String(scene.contractId))).toHaveLength(1);
    }
  });
});

describe("the hour's requests", () => {
  it("are looked at first, and again after some five hundred calls", async () => {
    const scene = await openScene();
    const session = scene.session();
    await session.readProducts(["1"]);
    expect(looks(scene)).toBe(1);
    for (let calls = 0; calls < 520; calls += 1) await session.readProducts(["1"]);
    expect(looks(scene)).toBe(2);
  });

  it("are waited for by a run while other integrations use them up", async () => {
    const scene = await openLineScene();
    const free = scene.clock.now().getTime() + 25 * 60_000;
    scene.simulator.tenant().otherRequests = (now) => (now.getTime() < free ? 8_000 : 100);
    const session = scene.session();
    expect(await linesOf(session, String(scene.contractId))).toHaveLength(1);
    expect(scene.clock.now().getTime()).toBeGreaterThanOrEqual(free);
    expect(scene.simulator.requests.list({ path: "/Contracts/query" })).toHaveLength(1);
    expect(scene.logger.lines.some((line) => line.message.includes("nearly used up"))).toBe(true);
  });

  it("that stay used up end the run's patience after an hour", async () => {
    const scene = await openScene();
    scene.simulator.tenant().otherRequests = 9_500;
    const error = await failureOf(scene.session().readProducts(["1"]));
    expect(error).toMatchObject({ code: "rate_limited", retryable: true });
    expect(error.detail).toContain("Of the 10000 requests an hour");
  });

  it("let a person at a screen through up to nine tenths, and then say so at once", async () => {
    const scene = await openScene();
    const session = scene.session({ patience: "interactive" });
    scene.simulator.tenant().otherRequests = 8_000;
    expect(await session.readProducts(["1"])).toEqual([]);
    scene.simulator.tenant().otherRequests = 9_200;
    const late = scene.session({ patience: "interactive" });
    expect(await failureOf(late.readProducts(["1"]))).toMatchObject({ code: "rate_limited" });
    expect(scene.clock.sleeps).toEqual([]);
  });

  it("are not used up by our own calls between two looks", async () => {
    const scene = await openScene();
    scene.simulator.tenant().otherRequests = 6_995;
    const session = scene.session();
    for (let calls = 0; calls < 4; calls += 1) await session.readProducts(["1"]);
    expect(looks(scene)).toBe(1);
    scene.simulator.tenant().otherRequests = 0;
    for (let calls = 0; calls < 4; calls += 1) await session.readProducts(["1"]);
    expect(looks(scene)).toBe(2);
  });

  it("that cannot be looked at keep nobody from working", async () => {
    const scene = await openScene();
    scene.simulator.faults.inject({ match: { path: "/ThresholdInformation" }, fault: { kind: "status", status: 403 } });
    expect(await scene.session().readProducts(["1"])).toEqual([]);
  });

  it("are waited for by one look, however many calls wait", async () => {
    const scene = await openScene();
    const session = scene.session();
    await Promise.all([1, 2, 3, 4, 5].map((id) => session.readProducts([String(id)])));
    expect(looks(scene)).toBe(1);
  });
});
