/** A page that is open asks again and again; one entry in this time says enough. */
const REPEAT_AFTER_MS = 15 * 60_000;
const MAX_ENTRIES = 10_000;

/** Keeps the audit from filling up with the same look of the same person at the same thing. One per process. */
export interface SupportViewLog {
  /** Whether the view is to be written down: it was not seen lately. */
  isNew(view: { readonly subject: string; readonly partnerId: string | null; readonly procedure: string }, now: Date): boolean;
}

export function createSupportViewLog(): SupportViewLog {
  const seen = new Map<string, number>();
  return {
    isNew({ subject, partnerId, procedure }, now) {
      const key = JSON.stringify([subject, partnerId, procedure]);
      const before = seen.get(key);
      if (before !== undefined && now.getTime() - before < REPEAT_AFTER_MS) return false;
      // The oldest entry is the first one: entries are put in anew whenever they are refreshed.
      seen.delete(key);
      if (seen.size >= MAX_ENTRIES) seen.delete(seen.keys().next().value ?? key);
      seen.set(key, now.getTime());
      return true;
    },
  };
}
