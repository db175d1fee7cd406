import { reasonOf, type Reason, type ReasonCode } from "@integrations/core";
import type { TRPCError } from "@trpc/server";

type TrpcCode = TRPCError["code"];

/**
 * How each kind of reason is answered. A refusal is always a 4xx: also where the provider is to blame, since our own service
 * works and whoever watches it must not be told otherwise.
 */
const CODE_BY_KIND: Readonly<Record<Reason["kind"], TrpcCode>> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  precondition: "PRECONDITION_FAILED",
  upstream: "PRECONDITION_FAILED",
  record: "PRECONDITION_FAILED",
  too_many: "TOO_MANY_REQUESTS",
  internal: "INTERNAL_SERVER_ERROR",
};

export function trpcCodeOf(reason: ReasonCode): TrpcCode {
  return CODE_BY_KIND[reasonOf(reason).kind];
}

/** The reason for an error that tRPC itself or the HTTP layer raised. */
export function reasonOfTrpcCode(code: TrpcCode): ReasonCode {
  return REASON_BY_CODE[code] ?? "internal_error";
}

const REASON_BY_CODE: Readonly<Partial<Record<TrpcCode, ReasonCode>>> = {
  PARSE_ERROR: "invalid_input",
  BAD_REQUEST: "invalid_input",
  METHOD_NOT_SUPPORTED: "invalid_input",
  PAYLOAD_TOO_LARGE: "invalid_input",
  UNSUPPORTED_MEDIA_TYPE: "invalid_input",
  UNAUTHORIZED: "unauthenticated",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not_found",
  TOO_MANY_REQUESTS: "too_many_requests",
  CLIENT_CLOSED_REQUEST: "timeout",
};
