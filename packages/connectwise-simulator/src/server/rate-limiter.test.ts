import { describe, expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";
import { RateLimiter } from "./rate-limiter.ts";

function movable(): { clock: { now: () => Date }; moveMs: (ms: number) => void } {
  let nowMs = Date.parse("2025-06-11T00:00:00Z");
  return {
    clock: { now: () => new Date(nowMs) },
    moveMs: (ms) => {
      nowMs += ms;
    },
  };
}

describe("rate limit", () => {
  it("lets so many pass in any such span, and does not count what it refuses", () => {
    const { clock, moveMs } = movable();
    const limiter = new RateLimiter(clock, { requests: 2, perMs: 60_000 });
    expect(limiter.admit("a")).toBeUndefined();
    moveMs(50_000);
    expect(limiter.admit("a")).toBeUndefined();
    const refused = limiter.admit("a");
    expect(refused).toMatchObject({ status: 429, headers: { "retry-after": "10" }, body: { json: { error: "ConnectWiseAPI" } } });
    for (let index = 0; index < 20; index += 1) limiter.admit("a");
    moveMs(10_000);
    expect(limiter.admit("a")).toBeUndefined();
    expect(limiter.admit("a")?.headers["retry-after"]).toBe("50");
  });

  it("counts each tenant for itself, or the site as one", () => {
    const { clock } = movable();
    const limiter = new RateLimiter(clock, { requests: 1 });
    expect(limiter.admit("a")).toBeUndefined();
    expect(limiter.admit("b")).toBeUndefined();
    limiter.set({ requests: 1, scope: "site" });
    expect(limiter.admit("a")).toBeUndefined();
    expect(limiter.admit("b")?.status).toBe(429);
    limiter.set(undefined);
    expect(limiter.admit("b")).toBeUndefined();
  });

  it("says when to come back as a date, or does not say, as JSON or as a page", () => {
    const { clock } = movable();
    const limiter = new RateLimiter(clock, { requests: 1, perMs: 30_000, retryAfter: "date" });
    limiter.admit("a");
    expect(limiter.admit("a")?.headers["retry-after"]).toBe("Wed, 11 Jun 2025 00:00:30 GMT");
    limiter.set({ requests: 1, retryAfter: "none", body: "html" });
    limiter.admit("a");
    expect(limiter.admit("a")).toMatchObject({ headers: {}, body: { kind: "text" } });
  });

  it("is met over the wire, and a request it refuses does not use up a fault", async () => {
    const { simulator, site } = await testSimulator({ rateLimit: { requests: 1 } });
    const rule = simulator.faults.inject({ nth: 2, fault: { kind: "status", status: 500 } });
    expect((await site.get("/system/info")).status).toBe(200);
    expect((await site.get("/system/info")).status).toBe(429);
    expect(rule.seen).toBe(1);
    simulator.setRateLimit(undefined);
    expect((await site.get("/system/info")).status).toBe(500);
  });
});
