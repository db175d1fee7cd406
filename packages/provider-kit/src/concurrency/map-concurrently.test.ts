import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapConcurrently } from "./map-concurrently.ts";

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await turn();
}

describe("mapping concurrently", () => {
  it("brings every result once and never runs more than allowed", async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    const items = Array.from({ length: 50 }, (_, index) => index);
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await turns(item % 4);
      running -= 1;
      return item * 2;
    };
    for await (const result of mapConcurrently(items, 7, work)) results.push(result);
    expect(results.toSorted((a, b) => a - b)).toEqual(items.map((item) => item * 2));
    expect(most).toBe(7);
  });

  it("does not run ahead of a slow reader", async () => {
    let begun = 0;
    const items = Array.from({ length: 50 }, (_, index) => index);
    const iterator = mapConcurrently(items, 5, async (item) => {
      begun += 1;
      return item;
    });
    await iterator.next();
    await turns(20);
    expect(begun).toBeLessThanOrEqual(6);
    await iterator.return();
  });

  it("begins nothing more after the first error, and throws it when all under way has ended", async () => {
    let begun = 0;
    let ended = 0;
    const iterator = mapConcurrently(
      Array.from({ length: 50 }, (_, index) => index),
      5,
      async (item) => {
        begun += 1;
        await turns(item === 0 ? 1 : 5);
        ended += 1;
        if (item === 0) throw new Error("refused");
        return item;
      },
    );
    const drain = async (): Promise<void> => {
      for await (const item of iterator) expect(item).toBeGreaterThan(0);
    };
    await expect(drain()).rejects.toThrow("refused");
    expect(begun).toBe(5);
    expect(ended).toBe(5);
  });

  it("waits for what is under way where the reader leaves", async () => {
    let ended = 0;
    for await (const item of mapConcurrently([1, 2, 3, 4, 5, 6], 3, async (each) => {
      await turns(each);
      ended += 1;
      return each;
    })) {
      expect(item).toBe(1);
      break;
    }
    expect(ended).toBe(3);
  });

  it("ends at once without items", async () => {
    const results: unknown[] = [];
    for await (const result of mapConcurrently([], 3, async (item) => item)) results.push(result);
    expect(results).toEqual([]);
  });
});
