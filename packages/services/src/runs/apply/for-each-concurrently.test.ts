import { setImmediate as settle } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { forEachConcurrently } from "./for-each-concurrently.ts";

describe("working on items side by side", () => {
  it("does each once, in order, and never more at once than allowed", async () => {
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      underWay += 1;
      most = Math.max(most, underWay);
      await settle();
      underWay -= 1;
    });
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("begins nothing after an error, and waits for what is under way", async () => {
    const ended: number[] = [];
    const work = forEachConcurrently([1, 2, 3, 4], 2, async (item) => {
      await settle();
      if (item === 1) throw new Error("one");
      await settle();
      ended.push(item);
    });
    await expect(work).rejects.toThrow("one");
    expect(ended).toEqual([2]);
  });
});
