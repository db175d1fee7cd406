import type { ProviderError, ProviderErrorCode } from "../provider/provider-error.ts";
import type { ReasonCode } from "./reasons.ts";

/** The reason to record or answer for a provider's error: its own, more exact one where it has one. */
export function reasonOfProviderError(error: ProviderError): ReasonCode {
  return error.reason ?? REASON_BY_CODE[error.code];
}

const REASON_BY_CODE: Readonly<Record<ProviderErrorCode, ReasonCode>> = {
  credentials_refused: "credentials_refused",
  permission_missing: "permission_missing",
  not_found: "not_found",
  rate_limited: "rate_limited",
  timeout: "timeout",
  unavailable: "unavailable",
  invalid_response: "invalid_response",
  rejected: "rejected",
  conflict: "conflict",
};
