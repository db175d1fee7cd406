import { AdjustableClock } from "@integrations/simulator-kit";
import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";

describe("three calls at once", () => {
  it.each([
    ["429", 429],
    ["500", 500],
  ] as const)("are borne by one endpoint, a fourth is refused with %s", async (threadRefusal, status) => {
    const { simulator, site } = await testSimulator({ behaviour: { threadRefusal } });
    const holding = simulator.faults.hold({ match: { path: "/Services/query" } });
    const three = [1, 2, 3].map(() => site.post("/Services/query", { filter: [] }));
    const held = [await holding.next(), await holding.next(), await holding.next()];
    const fourth = await site.post("/Services/query", { filter: [] });
    expect(fourth.status).toBe(status);
    expect(fourth.text).toContain("Thread Threshold Exceeded");
    expect((await site.post("/Companies/query", { filter: [] })).status).toBe(200);
    for (const each of held) each.release();
    holding.remove();
    expect((await Promise.all(three)).map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await site.post("/Services/query", { filter: [] })).status).toBe(200);
  });

  it("leave their place also where the connection breaks", async () => {
    const { simulator, site } = await testSimulator();
    simulator.faults.inject({ match: { path: "/Services/query" }, fault: { kind: "reset" }, times: 5 });
    for (let tries = 0; tries < 5; tries += 1) await expect(site.query("Services")).rejects.toThrow();
    expect(await site.query("Services")).toHaveLength(1);
  });
});

describe("the hour", () => {
  it("counts calls of this and of other integrations, and forgets them", async () => {
    const clock = new AdjustableClock({ now: () => new Date("2026-03-10T09:30:00Z") });
    const { simulator, site } = await testSimulator({ requestThreshold: 10 }, { clock });
    const count = async (): Promise<unknown> =>
      ((await site.get("/ThresholdInformation")).json as { currentTimeframeRequestCount: unknown }).currentTimeframeRequestCount;
    await site.query("Services");
    expect(await count()).toBe(2);
    simulator.tenant().otherRequests = 7;
    expect((await site.get("/ThresholdInformation")).status).toBe(200);
    expect(await site.get("/ThresholdInformation")).toMatchObject({ status: 429 });
    simulator.tenant().otherRequests = 0;
    clock.set(new Date("2026-03-10T10:31:00Z"));
    expect(await count()).toBe(1);
  });
});
