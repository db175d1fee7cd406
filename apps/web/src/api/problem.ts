import { isReasonCode, REASONS, type PermissionResult, type ReasonCode } from "@integrations/core";

/** Why a request failed, ready to be shown: the reason's sentence and next step come from the message catalog. */
export interface Problem {
  /** `offline` where no answer came at all. */
  readonly reason: ReasonCode | "offline";
  /** A sentence more exact than the reason's own; absent where there is none. */
  readonly detail?: string;
  /** The input it is about, as a dotted path. */
  readonly field?: string;
  /** Every input that is wrong, where there are several. */
  readonly issues?: ReadonlyArray<{ readonly field: string; readonly message: string }>;
  /** What the provider's keys may do, where a permission is missing. */
  readonly permissions?: readonly PermissionResult[];
  /** For support. */
  readonly requestId?: string;
}

/** Reads any error a call may throw. An answer without a reason of the closed list is a fault on our side. */
export function problemOf(error: unknown): Problem {
  const data = isRecord(error) && isRecord(error["data"]) ? error["data"] : undefined;
  if (data === undefined) return { reason: isNetworkFailure(error) ? "offline" : "internal_error" };
  const { reason, detail, field, issues, permissions, requestId } = data;
  const known = typeof reason === "string" && isReasonCode(reason) ? reason : "internal_error";
  return {
    reason: known,
    ...(typeof detail === "string" && detail !== "" && detail !== REASONS[known].sentence ? { detail } : {}),
    ...(typeof field === "string" ? { field } : {}),
    ...(Array.isArray(issues) && issues.length > 0 ? { issues: issues as NonNullable<Problem["issues"]> } : {}),
    ...(Array.isArray(permissions) ? { permissions: permissions as NonNullable<Problem["permissions"]> } : {}),
    ...(typeof requestId === "string" ? { requestId } : {}),
  };
}

/** Whether the same request may well succeed when it is just sent again. */
export function isWorthRetrying({ reason }: Problem): boolean {
  return RETRYABLE.has(reason);
}

const RETRYABLE: ReadonlySet<Problem["reason"]> = new Set(["offline", "timeout", "unavailable", "rate_limited", "internal_error"]);

/** The client wraps what `fetch` threw; only that has no answer to read. */
function isNetworkFailure(error: unknown): boolean {
  const cause = isRecord(error) ? error["cause"] : undefined;
  return error instanceof TypeError || cause instanceof TypeError || (isRecord(cause) && cause["name"] === "TypeError");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
