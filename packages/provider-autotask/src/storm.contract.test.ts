import type { Fault } from "@integrations/autotask-simulator";
import { ProviderError } from "@integrations/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATE_POLICIES } from "./definition/fields.ts";
import { openLineScene, TODAY } from "./testing/test-scene.ts";

const WRITE = "/Contracts/*/ServiceAdjustments";

const FAULTS: readonly Fault[] = [
  { kind: "reset", at: "before" },
  { kind: "reset", at: "after" },
  { kind: "status", status: 500, at: "before" },
  { kind: "status", status: 502, at: "after" },
  { kind: "status", status: 429 },
  { kind: "garble", how: "truncated" },
  { kind: "false-success" },
];

describe("whatever happens to writes", () => {
  it("the units are what they were or what was asked for, and what is told is true", async () => {
    const step = fc.record({
      quantity: fc.integer({ min: 0, max: 30 }),
      faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 3 }),
      newSession: fc.boolean(),
      loseMemory: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...DATE_POLICIES),
        fc.constantFrom(0, 5_000),
        fc.array(step, { minLength: 1, maxLength: 4 }),
        async (policy, readLagMs, steps) => {
          const scene = await openLineScene({ tenant: { behaviour: { readLagMs } } });
          let session = scene.session({ policy });
          for (const { quantity, faults, newSession, loseMemory } of steps) {
            if (newSession) session = scene.session({ policy });
            if (loseMemory) scene.memory.value = undefined;
            const before = scene.finalUnits();
            const line = await scene.line(session);
            scene.simulator.faults.clear();
            for (const [index, fault] of faults.entries()) scene.simulator.faults.inject({ match: { path: WRITE }, nth: index + 1, fault });
            try {
              expect(await session.setQuantity({ line, quantity, asOf: TODAY })).toEqual({ lineId: line.id, quantity });
              expect(scene.finalUnits()).toBe(quantity);
            } catch (error) {
              if (!(error instanceof ProviderError)) throw error;
              expect(error.effect === "none" ? [before] : [before, quantity]).toContain(scene.finalUnits());
            }
            scene.simulator.faults.clear();
            scene.clock.set(new Date(scene.clock.now().getTime() + 60_000));
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
