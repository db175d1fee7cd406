import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallWindow } from "./call-window.ts";

/** The definition: every end is looked at every time. */
function freeAtByDefinition(ends: readonly number[], running: number, nowMs: number, calls: number, windowMs: number): number | undefined {
  const counted = ends.map((end) => Math.min(end, nowMs)).filter((end) => nowMs - end <= windowMs);
  const excess = running + counted.length - calls;
  if (excess < 0) return nowMs;
  const last = counted[excess];
  return last === undefined ? undefined : last + windowMs + 1;
}

describe("a window of calls", () => {
  it("answers as if it looked at every call there ever was, whatever it has forgotten", () => {
    const step = fc.record({ passMs: fc.constantFrom(0, 1, 100, 250, 999), does: fc.constantFrom("begin", "end", "forget", "ask") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, calls) => {
        const windowMs = 1_000;
        const window = new CallWindow();
        const ends: number[] = [];
        let running = 0;
        let nowMs = 1_000_000;
        for (const { passMs, does } of steps) {
          nowMs += passMs;
          if (does === "begin") {
            running += 1;
            window.begin();
          } else if (does === "end" && running > 0) {
            running -= 1;
            ends.push(nowMs);
            window.end(nowMs);
          } else if (does === "forget") {
            window.forget(nowMs, windowMs);
          }
          expect(window.freeAt(nowMs, calls, windowMs)).toBe(freeAtByDefinition(ends, running, nowMs, calls, windowMs));
        }
      }),
    );
  });

  it("takes calls of the future for calls of now, after the clock was set back", () => {
    const window = new CallWindow();
    window.begin();
    window.end(5_000);
    expect(window.freeAt(1_000, 1, 100)).toBe(1_101);
  });
});
