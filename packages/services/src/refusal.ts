import { reasonOf, reasonOfProviderError, type PermissionResult, type ProviderError, type ReasonCode } from "@integrations/core";

export interface RefusalOptions {
  /** A sentence more exact than the reason's own, safe to show. */
  readonly detail?: string | undefined;
  /** The input field it is about, as a dotted path. */
  readonly field?: string | undefined;
  /** Every input field that is wrong, where there are several. */
  readonly issues?: readonly RefusalIssue[];
  /** What the provider's keys may do, where a permission is missing. */
  readonly permissions?: readonly PermissionResult[];
  readonly cause?: unknown;
}

export interface RefusalIssue {
  /** Dotted path into the input. */
  readonly field: string;
  /** A sentence. */
  readonly message: string;
}

/** A request that cannot be done, for one of the closed reasons. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: ReasonCode;
  readonly detail: string | undefined;
  readonly field: string | undefined;
  readonly issues: readonly RefusalIssue[];
  readonly permissions: readonly PermissionResult[] | undefined;

  constructor(reason: ReasonCode, options: RefusalOptions = {}) {
    const detail = options.detail ?? options.issues?.[0]?.message;
    super(detail ?? reasonOf(reason).sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.detail = detail;
    this.field = options.field ?? options.issues?.[0]?.field;
    this.issues = options.issues ?? [];
    this.permissions = options.permissions;
  }
}

/** A provider's error as the refusal of the request that led to it. */
export function refusalOfProviderError(error: ProviderError): Refusal {
  return new Refusal(reasonOfProviderError(error), { cause: error, detail: error.detail });
}
