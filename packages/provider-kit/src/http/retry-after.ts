import type { HttpAnswer } from "./http-call.ts";

/**
 * How long `Retry-After` asks to wait, from seconds or from an HTTP date. Undefined where it is absent, unreadable or past.
 * A date is compared with the answer's own `Date` where there is one, so that it does not matter whose clock is wrong.
 */
export function retryAfterMs(answer: HttpAnswer, now: Date): number | undefined {
  const value = answer.headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return positive(Math.ceil(Number(value) * 1000));
  const atMs = httpDateMs(value);
  return atMs === undefined ? undefined : positive(atMs - (httpDateMs(answer.headers["date"] ?? "") ?? now.getTime()));
}

function positive(ms: number): number | undefined {
  return ms > 0 ? ms : undefined;
}

/** `Date.parse` alone would read a date into almost anything. */
function httpDateMs(text: string): number | undefined {
  const parsed = /^[A-Za-z]{3,9},? .* (GMT|UTC)$/.test(text.trim()) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
