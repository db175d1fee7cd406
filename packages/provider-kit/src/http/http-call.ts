import type { ProviderErrorCode, ProviderErrorEffect, ProviderRequest, ReasonCode } from "@integrations/core";

export interface HttpCall<Result> {
  readonly method: ProviderRequest["method"];
  /** `host[:port]`; spoken to in HTTPS (in plain HTTP where the platform's own allow list names it). */
  readonly site: string;
  /** Whose limits the call counts for, where one host serves many accounts that are limited each on its own; the site where absent. */
  readonly limitedAs?: string;
  /** From the first slash on, with the query; everything percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True for a call that only reads, though it is no GET: a query in a body. It changes nothing, however it ends. */
  readonly readOnly?: boolean;
  /**
   * Whether sending it twice does no more than sending it once. Default: only what reads. Anything else is sent again only
   * where the first one certainly did nothing.
   */
  readonly idempotent?: boolean;
  /** What an answer other than 2xx means; undefined leaves it to `verdictByStatus`. */
  readonly classify?: (answer: HttpAnswer) => HttpVerdict | undefined;
  /** Turns a 2xx answer into the result. Throws `ProviderError` for an answer that cannot be understood. */
  readonly read: (answer: HttpAnswer) => Result;
  /** Fewer than the patience allows. */
  readonly maxTries?: number;
  /** Time for one try; 25 seconds where absent. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an answer means. Texts are cleaned of secrets and markup, and cut, by the client. */
export interface HttpVerdict {
  readonly code: ProviderErrorCode;
  readonly message: string;
  readonly reason?: ReasonCode;
  /** What the provider said, or a sentence in its place. */
  readonly detail?: string;
  /** Whether to try again; by the code where absent. */
  readonly retryable?: boolean;
  /** How long to wait first; from `Retry-After` where absent. */
  readonly retryAfterMs?: number;
  /** What a write that got this answer may have done; by the status where absent. */
  readonly effect?: ProviderErrorEffect;
}
