import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, PATIENCE } from "./patience.ts";
import { retryAfterMs } from "./retry-after.ts";

const NOW = new Date("2026-03-10T02:00:00.000Z");

function answer(headers: Record<string, string>): { status: number; headers: Record<string, string>; body: string } {
  return { status: 429, headers, body: "" };
}

describe("backoff", () => {
  it("stays between 0 and the limit that doubles with every try up to the cap", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(PATIENCE.background, PATIENCE.interactive),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (patience, tries, random) => {
          const delay = backoffMs(patience, tries, random);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(Math.min(patience.maxDelayMs, patience.baseDelayMs * 2 ** (tries - 1)));
        },
      ),
    );
  });

  it("uses the whole of that range", () => {
    expect(backoffMs(PATIENCE.background, 1, 0.999_999)).toBe(299);
    expect(backoffMs(PATIENCE.background, 5, 0.999_999)).toBe(4_799);
    expect(backoffMs(PATIENCE.background, 10, 0.999_999)).toBe(29_999);
    expect(backoffMs(PATIENCE.background, 10, 0)).toBe(0);
  });
});

describe("Retry-After", () => {
  it.each([
    ["30", 30_000],
    [" 1 ", 1_000],
    ["0.5", 500],
    ["Tue, 10 Mar 2026 02:01:00 GMT", 60_000],
  ])("%j asks to wait %d ms", (value, ms) => {
    expect(retryAfterMs(answer({ "retry-after": value }), NOW)).toBe(ms);
  });

  it.each(["", "0", "-5", "soon", "5 potatoes", "99999999999", "Tue, 10 Mar 2026 01:59:00 GMT", "1e3"])("%j asks for nothing", (value) => {
    expect(retryAfterMs(answer({ "retry-after": value }), NOW)).toBeUndefined();
  });

  it("is measured by the site's own clock where the answer tells it", () => {
    const headers = { "retry-after": "Tue, 10 Mar 2026 07:00:10 GMT", date: "Tue, 10 Mar 2026 07:00:00 GMT" };
    expect(retryAfterMs(answer(headers), NOW)).toBe(10_000);
  });

  it("is measured by our clock where the site's own makes no sense of it", () => {
    const headers = { "retry-after": "Tue, 10 Mar 2026 02:00:10 GMT", date: "Sun, 01 Nov 2026 07:00:00 GMT" };
    expect(retryAfterMs(answer(headers), NOW)).toBe(10_000);
  });

  it("asks for nothing where it is absent", () => {
    expect(retryAfterMs(answer({}), NOW)).toBeUndefined();
  });
});
