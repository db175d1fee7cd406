/**
 * The time below which so many of the repeats stayed, in milliseconds, after some that only warm up.
 * @param share from 0 to 1
 */
export async function percentileMs(share: number, repeats: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeat = -WARM_UP; repeat < repeats; repeat += 1) {
    const beganAt = performance.now();
    await work();
    if (repeat >= 0) times.push(performance.now() - beganAt);
  }
  return times.toSorted((first, second) => first - second)[Math.ceil(share * repeats) - 1] ?? Number.NaN;
}

const WARM_UP = 20;
