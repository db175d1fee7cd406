import { reasonOf, reasonOfProviderError, type ProviderError, type ReasonCode } from "@integrations/core";

export interface RefusalOptions {
  /** A sentence more exact than the reason's own, safe to show. */
  readonly detail?: string;
  /** The input field it is about, as a dotted path. */
  readonly field?: string;
  readonly cause?: unknown;
}

/** A request that cannot be done, for one of the closed reasons. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: ReasonCode;
  readonly detail: string | undefined;
  readonly field: string | undefined;

  constructor(reason: ReasonCode, options: RefusalOptions = {}) {
    super(options.detail ?? reasonOf(reason).sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.detail = options.detail;
    this.field = options.field;
  }
}

/** A provider's error as the refusal of the request that led to it. */
export function refusalOfProviderError(error: ProviderError): Refusal {
  return new Refusal(reasonOfProviderError(error), { cause: error, ...(error.detail === undefined ? {} : { detail: error.detail }) });
}
