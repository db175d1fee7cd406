/** How often keys may be fetched again because a token names one that is not known: a few at once, then one in a while. */
export interface RefetchBudget {
  take(): boolean;
}

const BURST = 5;
const REFILL_MS = 12_000;

export function createRefetchBudget(now: () => number): RefetchBudget {
  let left = BURST;
  let filledAt = now();
  return {
    take() {
      const refills = Math.floor((now() - filledAt) / REFILL_MS);
      if (refills > 0) {
        left = Math.min(BURST, left + refills);
        filledAt += refills * REFILL_MS;
      }
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
