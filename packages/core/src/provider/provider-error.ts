import type { ReasonCode } from "../reasons/reasons.ts";

/**
 * Everything that can go wrong at a provider, as a closed list.
 *
 * | code | meaning |
 * |---|---|
 * | credentials_refused | the provider does not accept the keys; nothing more is sent |
 * | permission_missing | the keys are good, the right to do this is missing |
 * | not_found | the record is gone or invisible |
 * | rate_limited | the provider asked to slow down for longer than we wait |
 * | timeout | no answer within the time allowed |
 * | unavailable | no connection, or an answer of the 5xx family |
 * | invalid_response | an answer that cannot be understood (HTML, cut JSON, a missing field) |
 * | rejected | the provider understood the request and refused it |
 * | conflict | somebody else changed the record meanwhile, or a write did not become what was asked |
 */
export const PROVIDER_ERROR_CODES = [
  "credentials_refused",
  "permission_missing",
  "not_found",
  "rate_limited",
  "timeout",
  "unavailable",
  "invalid_response",
  "rejected",
  "conflict",
] as const;

export type ProviderErrorCode = (typeof PROVIDER_ERROR_CODES)[number];

/**
 * What a failed call may have done at the provider: `none` where it certainly changed nothing, `unknown` where a write was
 * sent and its answer was lost. Reads are always `none`.
 */
export type ProviderErrorEffect = "none" | "unknown";

export interface ProviderErrorOptions {
  code: ProviderErrorCode;
  /** For engineers; secrets must already be taken out. */
  message: string;
  /** Whether the same call may succeed later without anybody changing anything. Defaults by code. */
  retryable?: boolean;
  effect?: ProviderErrorEffect;
  /** A more exact reason than the code gives, such as `period_invoiced` for `rejected`. */
  reason?: ReasonCode;
  /** What the provider said, in its own words, with secrets taken out; at most 500 characters. */
  detail?: string;
  /** Redacted facts for the log: method, path, status, request id. */
  context?: Readonly<Record<string, string | number | boolean>>;
  cause?: unknown;
}

const RETRYABLE_BY_CODE: Readonly<Record<ProviderErrorCode, boolean>> = {
  credentials_refused: false,
  permission_missing: false,
  not_found: false,
  rate_limited: true,
  timeout: true,
  unavailable: true,
  invalid_response: true,
  rejected: false,
  conflict: false,
};

/** The only error a provider throws (an abort of the caller's own signal excepted). */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;
  readonly effect: ProviderErrorEffect;
  readonly reason: ReasonCode | undefined;
  readonly detail: string | undefined;
  readonly context: Readonly<Record<string, string | number | boolean>>;

  constructor(options: ProviderErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.retryable = options.retryable ?? RETRYABLE_BY_CODE[options.code];
    this.effect = options.effect ?? "none";
    this.reason = options.reason;
    this.detail = options.detail;
    this.context = options.context ?? {};
  }
}
