import type { ProviderErrorEffect } from "@integrations/core";
import type { HttpAnswer, HttpVerdict } from "./http-call.ts";

/** What a status means where the provider has no meaning of its own for it. Status first, body never. */
export function verdictByStatus(answer: HttpAnswer): HttpVerdict {
  const { status } = answer;
  if (status >= 300 && status < 400) return redirected(answer);
  if (status === 401) return { code: "credentials_refused", message: "The credentials were refused." };
  if (status === 403) return { code: "permission_missing", message: "The right to do this is missing." };
  if (status === 404 || status === 410) return { code: "not_found", message: "There is no such record." };
  if (status === 408) return { code: "timeout", message: "The site gave up waiting for the request." };
  if (status === 409 || status === 412) return { code: "conflict", message: "The record is in another state than expected." };
  if (status === 429) return { code: "rate_limited", message: "The site asked to slow down." };
  if (status >= 400 && status < 500) return { code: "rejected", message: `The site refused the request (status ${status}).` };
  if (GAVE_UP_WAITING.has(status)) return { code: "timeout", message: `A proxy gave up waiting for the site (status ${status}).` };
  if (status >= 500) return { code: "unavailable", message: `The site answered with a fault (status ${status}).` };
  return { code: "invalid_response", message: `The site answered with status ${status}, which means nothing here.`, retryable: false };
}

/** What a proxy says while the site behind it may still be at work: a write may yet take effect, as after our own timeout. */
const GAVE_UP_WAITING: ReadonlySet<number> = new Set([504, 524]);

/** Following it could hand the credentials to another host, or to the same one in plain HTTP. */
function redirected(answer: HttpAnswer): HttpVerdict {
  const target = /^https?:\/\/([^/?#]{1,253})/i.exec(answer.headers["location"] ?? "")?.[1];
  const where = target === undefined ? "" : ` to ${target}`;
  const sentence = `The site answered with a redirect${where}, which is not followed.`;
  return { code: "invalid_response", message: sentence, detail: sentence, retryable: false };
}

/** What a write may have done that got an answer of this status. */
export function effectByStatus(status: number): ProviderErrorEffect {
  return status >= 400 && status < 500 && status !== 408 ? "none" : "unknown";
}
