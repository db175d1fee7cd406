import type { SiteLimiter, SiteLimits } from "@integrations/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestClock, type TestClock } from "../testing/test-clock.ts";
import { createSiteLimiters } from "./site-limiters.ts";

const NEVER = new AbortController().signal;
const ROOMY: SiteLimits = { concurrency: 8, callsPerWindow: 1_000, windowMs: 60_000 };

interface Recorder {
  readonly limiter: SiteLimiter;
  readonly clock: TestClock;
  /** When each call reached the site: some time between its beginning and its end. */
  readonly arrivals: number[];
  most: number;
  call(durationMs: number, arrivesAfter?: number): Promise<void>;
}

function recorder(limits: SiteLimits): Recorder {
  const clock = createTestClock();
  const limiter = createSiteLimiters(clock).limiterFor("site", "connection", limits);
  const arrivals: number[] = [];
  let running = 0;
  const made: Recorder = {
    limiter,
    clock,
    arrivals,
    most: 0,
    call: (durationMs, arrivesAfter = 0) =>
      limiter.run(async () => {
        running += 1;
        made.most = Math.max(made.most, running);
        arrivals.push(clock.now().getTime() + Math.floor(durationMs * arrivesAfter));
        if (durationMs > 0) await clock.sleep(durationMs);
        running -= 1;
      }, NEVER),
  };
  return made;
}

function mostInAnyWindow(instants: readonly number[], windowMs: number): number {
  return Math.max(0, ...instants.map((start) => instants.filter((each) => each >= start && each <= start + windowMs).length));
}

describe("a site's limiter", () => {
  it("never lets more calls reach the site in any window than allowed, nor more run at once, whatever the schedule", async () => {
    const schedule = fc.array(
      fc.record({ waitMs: fc.nat(400), durationMs: fc.nat(300), arrivesAfter: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { minLength: 5, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(
        schedule,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        async (calls, concurrency, callsPerWindow) => {
          const windowMs = 1_000;
          const site = recorder({ concurrency, callsPerWindow, windowMs });
          const all: Array<Promise<void>> = [];
          for (const { waitMs, durationMs, arrivesAfter } of calls) {
            if (waitMs > 0) await site.clock.advance(waitMs);
            all.push(site.call(durationMs, arrivesAfter));
          }
          await site.clock.advance(calls.length * 2_000);
          await Promise.all(all);
          expect(site.arrivals).toHaveLength(calls.length);
          expect(mostInAnyWindow(site.arrivals, windowMs)).toBeLessThanOrEqual(callsPerWindow);
          expect(site.most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("never makes a caller wait that stays below the limits, in bursts or evenly", async () => {
    const site = recorder({ concurrency: 20, callsPerWindow: 900, windowMs: 60_000 });
    const beganAt = site.clock.now().getTime();
    await Promise.all(Array.from({ length: 900 }, () => site.call(0)));
    expect(site.clock.now().getTime()).toBe(beganAt);
    await site.clock.advance(60_001);
    await Promise.all(Array.from({ length: 900 }, () => site.call(0)));
    expect(site.clock.now().getTime()).toBe(beganAt + 60_001);
    expect(site.clock.sleeps).toEqual([]);
  });

  it("lets the call beyond the limit in as soon as the window allows", async () => {
    const site = recorder({ concurrency: 5, callsPerWindow: 2, windowMs: 1_000 });
    await site.call(0);
    await site.clock.advance(300);
    await site.call(0);
    const third = site.call(0);
    await site.clock.advance(1_000);
    await third;
    const [first, , last] = site.arrivals;
    expect((last ?? 0) - (first ?? 0)).toBe(1_001);
  });

  it("keeps everybody out until the instant the site asked for", async () => {
    const site = recorder({ concurrency: 5, callsPerWindow: 100, windowMs: 1_000 });
    const beganAt = site.clock.now().getTime();
    site.limiter.pauseUntil(new Date(beganAt + 30_000));
    site.limiter.pauseUntil(new Date(beganAt + 10_000));
    const all = Promise.all([site.call(0), site.call(0)]);
    await site.clock.advance(29_999);
    expect(site.arrivals).toEqual([]);
    await site.clock.advance(1);
    await all;
    expect(site.arrivals).toEqual([beganAt + 30_000, beganAt + 30_000]);
  });

  it("does not believe a pause of a day", async () => {
    const site = recorder({ concurrency: 1, callsPerWindow: 100, windowMs: 1_000 });
    site.limiter.pauseUntil(new Date(site.clock.now().getTime() + 86_400_000));
    const call = site.call(0);
    await site.clock.advance(10 * 60_000);
    await call;
    expect(site.arrivals).toHaveLength(1);
  });

  it("begins calls in the order they came", async () => {
    const clock = createTestClock({ auto: true });
    const limiter = createSiteLimiters(clock).limiterFor("site", "connection", { concurrency: 1, callsPerWindow: 3, windowMs: 1_000 });
    const order: number[] = [];
    await Promise.all(Array.from({ length: 10 }, (_, index) => limiter.run(async () => void order.push(index), NEVER)));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("rejects with the signal's reason where the wait is given up, and frees the place", async () => {
    const site = recorder({ concurrency: 1, callsPerWindow: 100, windowMs: 1_000 });
    const running = site.call(100);
    const controller = new AbortController();
    const reason = new Error("The run was cancelled.");
    const given = site.limiter.run(async () => undefined, controller.signal);
    const next = site.call(0);
    controller.abort(reason);
    await expect(given).rejects.toBe(reason);
    await site.clock.advance(100);
    await Promise.all([running, next]);
    await expect(site.limiter.run(async () => undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it("frees the place of a call that failed", async () => {
    const site = recorder({ concurrency: 1, callsPerWindow: 100, windowMs: 1_000 });
    await expect(site.limiter.run(() => Promise.reject(new Error("down")), NEVER)).rejects.toThrow("down");
    await site.call(0);
    expect(site.arrivals).toHaveLength(1);
  });

  it("is not held up by a clock that was set back", async () => {
    const site = recorder({ concurrency: 1, callsPerWindow: 1, windowMs: 1_000 });
    await site.call(0);
    site.clock.set(new Date(site.clock.now().getTime() - 3_600_000));
    const next = site.call(0);
    await site.clock.advance(1_001);
    await next;
    expect(site.arrivals).toHaveLength(2);
  });

  it("is one for all users of a site, and another for another site", async () => {
    const clock = createTestClock();
    const limiters = createSiteLimiters(clock);
    const limits = { concurrency: 2, callsPerWindow: 100, windowMs: 1_000 };
    let running = 0;
    const call = async (): Promise<void> => {
      running += 1;
      await clock.sleep(10);
    };
    const here = ["a", "b", "c"].map((user) => limiters.limiterFor("one", user, limits).run(call, NEVER));
    await clock.advance(0);
    expect(running).toBe(2);
    const there = limiters.limiterFor("other", "a", limits).run(call, NEVER);
    await clock.advance(0);
    expect(running).toBe(3);
    await clock.advance(20);
    await Promise.all([...here, there]);
  });

  it("keeps the strictest of its users' limits, until that user asks for others", async () => {
    const clock = createTestClock();
    const limiters = createSiteLimiters(clock);
    const limits = { concurrency: 4, callsPerWindow: 100, windowMs: 1_000 };
    const limiter = limiters.limiterFor("one", "a", limits);
    limiters.limiterFor("one", "b", { ...limits, concurrency: 1 });
    let running = 0;
    const all = Array.from({ length: 4 }, () =>
      limiter.run(async () => {
        running += 1;
        await clock.sleep(1_000);
      }, NEVER),
    );
    await clock.advance(0);
    expect(running).toBe(1);
    limiters.limiterFor("one", "b", limits);
    await clock.advance(0);
    expect(running).toBe(4);
    await clock.advance(1_000);
    await Promise.all(all);
  });

  it("holds up whoever the site told to wait, and nobody else", async () => {
    const clock = createTestClock();
    const limiters = createSiteLimiters(clock);
    const [told, other] = ["told", "other"].map((user) => limiters.limiterFor("one", user, ROOMY)) as [SiteLimiter, SiteLimiter];
    const begun: string[] = [];
    told.pauseUntil(new Date(clock.now().getTime() + 30_000));
    const all = [told.run(async () => void begun.push("told"), NEVER), other.run(async () => void begun.push("other"), NEVER)];
    await clock.advance(29_999);
    expect(begun).toEqual(["other"]);
    await clock.advance(1);
    expect(begun).toEqual(["other", "told"]);
    await Promise.all(all);
  });

  it("gives a user whose calls come to nothing fewer places, down to one, as long as there are others", async () => {
    const clock = createTestClock();
    const limiters = createSiteLimiters(clock);
    const failing = limiters.limiterFor("one", "failing", ROOMY);
    const most = async (): Promise<number> => {
      let running = 0;
      const all = Array.from({ length: ROOMY.concurrency }, () =>
        failing.run(async () => {
          running += 1;
          await clock.sleep(1_000);
        }, NEVER),
      );
      await clock.advance(0);
      const found = running;
      await clock.advance(60_000);
      await Promise.all(all);
      return found;
    };
    const places = async (): Promise<number[]> => {
      const found: number[] = [];
      for (let each = 0; each < 5; each += 1) {
        found.push(await most());
        failing.tell("in trouble");
      }
      return found;
    };
    // Alone, it takes nothing from anybody.
    expect(await places()).toEqual([8, 8, 8, 8, 8]);
    limiters.limiterFor("one", "other", ROOMY);
    expect(await most()).toBe(1);
    for (let each = 0; each < 20; each += 1) failing.tell("answered");
    expect(await places()).toEqual([8, 4, 2, 1, 1]);
  });

  it("lets others pass a user that waits for a place of its own", async () => {
    const clock = createTestClock();
    const limiters = createSiteLimiters(clock);
    const [failing, other] = ["failing", "other"].map((user) => limiters.limiterFor("one", user, ROOMY)) as [SiteLimiter, SiteLimiter];
    for (let each = 0; each < 9; each += 1) failing.tell("in trouble");
    const begun: string[] = [];
    const call = (limiter: SiteLimiter, name: string): Promise<void> =>
      limiter.run(async () => {
        begun.push(name);
        await clock.sleep(1_000);
      }, NEVER);
    const all = [call(failing, "first"), call(failing, "second"), call(other, "other")];
    await clock.advance(0);
    expect(begun).toEqual(["first", "other"]);
    await clock.advance(1_000);
    expect(begun).toEqual(["first", "other", "second"]);
    await clock.advance(1_000);
    await Promise.all(all);
  });
});
