import type { HttpAnswer } from "./http-call.ts";

/** Longer waits mean a clock that is far off. */
const LONGEST_BELIEVED_MS = 60 * 60 * 1000;

/**
 * How long `Retry-After` asks to wait, from seconds or from an HTTP date. Undefined where it is absent, unreadable or past.
 * A date is compared with the answer's own `Date` first, so that it does not matter whose clock is wrong, and with our clock
 * where that gives nothing sensible.
 */
export function retryAfterMs(answer: HttpAnswer, now: Date): number | undefined {
  const value = answer.headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}(\.\d+)?$/.test(value)) {
    const ms = Math.ceil(Number(value) * 1000);
    return ms > 0 ? ms : undefined;
  }
  const atMs = httpDateMs(value);
  if (atMs === undefined) return undefined;
  const starts = [httpDateMs(answer.headers["date"] ?? ""), now.getTime()];
  return starts.flatMap((startMs) => (startMs === undefined ? [] : [atMs - startMs])).find((ms) => ms > 0 && ms <= LONGEST_BELIEVED_MS);
}

/** `Date.parse` alone would read a date into almost anything. */
function httpDateMs(text: string): number | undefined {
  const parsed = /^[A-Za-z]{3,9},? .* (GMT|UTC)$/.test(text.trim()) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
