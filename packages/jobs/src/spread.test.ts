import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadDelayMs } from "./spread.ts";

const night = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

describe("spreadDelayMs", () => {
  it("stays inside the window, in whole milliseconds, and is the same each time", () => {
    fc.assert(
      fc.property(fc.uuid(), night, fc.integer({ min: 1, max: 1440 }), (connectionId, on, windowMinutes) => {
        const delay = spreadDelayMs(connectionId, on, windowMinutes);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(windowMinutes * 60_000);
        expect(Number.isInteger(delay)).toBe(true);
        expect(spreadDelayMs(connectionId, on, windowMinutes)).toBe(delay);
      }),
    );
  });

  it("does not change between releases, or a night under way would be spread anew", () => {
    expect(spreadDelayMs("7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01", "2026-03-01", 120)).toBe(3_254_988);
  });

  it("is nothing without a window", () => {
    expect(spreadDelayMs("7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01", "2026-03-01", 0)).toBe(0);
  });

  it("gives every part of the window its share, whatever the night and the ids", () => {
    fc.assert(
      fc.property(night, fc.nat(), (on, seed) => {
        const connections = 2_000;
        const parts = Array.from({ length: 10 }, () => 0);
        for (let index = 0; index < connections; index += 1) {
          // Ids that follow one another are the hard case for a hash.
          const part = Math.floor(spreadDelayMs(`connection-${seed + index}`, on, 100) / (10 * 60_000));
          parts[part] = (parts[part] ?? 0) + 1;
        }
        const expected = connections / parts.length;
        const chiSquare = parts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
        // 9 degrees of freedom: an even spread passes this once in ten million draws.
        expect(chiSquare).toBeLessThan(48);
      }),
      // A fixed seed: a test of chance must not fail by chance.
      { numRuns: 50, seed: 20_260_301 },
    );
  });

  it("gives a connection another time each night, so that nobody is last every time", () => {
    const nights = Array.from({ length: 28 }, (_, index) => `2026-02-${String(index + 1).padStart(2, "0")}`);
    expect(new Set(nights.map((on) => spreadDelayMs("7d3f2f0e-54a5-4a0b-9f0c-1f6f0b6f6a01", on, 120))).size).toBe(28);
  });
});
