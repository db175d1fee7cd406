import type { ProviderContext } from "@integrations/core";

/** How often and how long a failing call is tried. */
export interface Patience {
  readonly maxTries: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** From the first try on; no further try begins after it. */
  readonly totalMs: number;
  /** Longest wait for a place in the site's limits; undefined: as long as it takes. */
  readonly placeMs: number | undefined;
}

/** The vendor's guidance for both kinds of caller (FACTS of ConnectWise, section 4), with bounds on the whole. */
export const PATIENCE: Readonly<Record<ProviderContext["patience"], Patience>> = {
  background: { maxTries: 10, baseDelayMs: 300, maxDelayMs: 30_000, totalMs: 600_000, placeMs: undefined },
  interactive: { maxTries: 3, baseDelayMs: 100, maxDelayMs: 3_000, totalMs: 30_000, placeMs: 15_000 },
};

/**
 * How long to wait after a failed try: a random time up to a limit that doubles with every try ("full jitter"), so that
 * many callers do not come back together.
 * @param tries tries so far, at least 1
 * @param random 0 up to, not including, 1
 */
export function backoffMs(patience: Patience, tries: number, random: number): number {
  const limit = Math.min(patience.maxDelayMs, patience.baseDelayMs * 2 ** (tries - 1));
  return Math.floor(random * limit);
}
