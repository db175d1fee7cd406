import type { Redactor } from "./redactor.ts";

/** Longest text of a provider that goes into an error. */
const MAX_PROVIDER_TEXT = 500;

/** What a provider said, fit for an error: secrets out first, then markup and line breaks, then cut. */
export function providerText(redactor: Redactor, text: string): string {
  const plain = redactor
    .text(text)
    .replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, " ")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  // Once more: taking out markup may have joined what stood apart.
  const safe = redactor.text(plain);
  return safe.length <= MAX_PROVIDER_TEXT ? safe : `${safe.slice(0, MAX_PROVIDER_TEXT - 1).toWellFormed()}…`;
}
