import type { RunRecord } from "@integrations/database";

const MINUTE_MS = 60_000;
/** A site that does not answer: three attempts over half an hour, and only at night, when nobody waits. */
const PROVIDER_DELAYS_MS = [5 * MINUTE_MS, 20 * MINUTE_MS];
/** A site that was down for so many nights is asked once a night from then on: it is found again, and not hammered. */
const PATIENT_NIGHTS = 2;
/** Trouble of our own, such as a database that restarts. */
const INTERNAL_DELAYS_MS = [MINUTE_MS / 2, 2 * MINUTE_MS];
/** Workers that may die over one run before it is given up: a run that kills its worker must not do so all night. */
const MOST_CLAIMS = 5;

/**
 * How long to wait before the next attempt after the provider failed as a whole; undefined where the failure stands.
 * @param failedNights nights in a row that failed before this one
 */
export function delayAfterProviderFailure(run: RunRecord, failure: { retryable: boolean; failedNights: number }): number | undefined {
  if (!failure.retryable || run.night === null || failure.failedNights >= PATIENT_NIGHTS) return undefined;
  return PROVIDER_DELAYS_MS[run.attempts - 1];
}

export function delayAfterInternalError(run: RunRecord): number | undefined {
  return INTERNAL_DELAYS_MS[run.attempts - 1];
}

export function isClaimedTooOften(run: RunRecord): boolean {
  return run.attempts > MOST_CLAIMS;
}
