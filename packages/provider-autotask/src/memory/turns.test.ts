import { describe, expect, it } from "vitest";
import { createTurns } from "./turns.ts";

describe("turns", () => {
  it("of one key come one after the other, also where one failed; of two keys at once", async () => {
    const turns = createTurns();
    const log: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = turns.run(1, async () => {
      log.push("first begins");
      await gate.promise;
      log.push("first ends");
      throw new Error("failed");
    });
    const second = turns.run(1, async () => void log.push("second"));
    await turns.run(2, async () => void log.push("other"));
    expect(log).toEqual(["first begins", "other"]);
    gate.resolve();
    await expect(first).rejects.toThrow("failed");
    await second;
    expect(log).toEqual(["first begins", "other", "first ends", "second"]);
  });
});
