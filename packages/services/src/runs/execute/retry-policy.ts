import type { RunRecord } from "@integrations/database";

const MINUTE_MS = 60_000;
/** A site that does not answer: three attempts over half an hour, and only at night, when nobody waits. */
const PROVIDER_DELAYS_MS = [5 * MINUTE_MS, 20 * MINUTE_MS];
/** Trouble of our own, such as a database that restarts. */
const INTERNAL_DELAYS_MS = [MINUTE_MS / 2, 2 * MINUTE_MS];
/** Workers that may die over one run before it is given up: a run that kills its worker must not do so all night. */
const MOST_CLAIMS = 5;

/** How long to wait before the next attempt after the provider failed as a whole; undefined where the failure stands. */
export function delayAfterProviderFailure(run: RunRecord, retryable: boolean): number | undefined {
  return retryable && run.night !== null ? PROVIDER_DELAYS_MS[run.attempts - 1] : undefined;
}

export function delayAfterInternalError(run: RunRecord): number | undefined {
  return INTERNAL_DELAYS_MS[run.attempts - 1];
}

export function isClaimedTooOften(run: RunRecord): boolean {
  return run.attempts > MOST_CLAIMS;
}
