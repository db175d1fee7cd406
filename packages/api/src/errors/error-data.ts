import { reasonOf, type PermissionResult, type ReasonCode } from "@integrations/core";
import { Refusal, type RefusalIssue } from "@integrations/services";
import type { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { reasonOfTrpcCode } from "./trpc-code.ts";

/** What an error says beside tRPC's own `code`, `httpStatus` and `path`. */
export interface ErrorData {
  readonly reason: ReasonCode;
  /** What is the case, as exactly as we can say it. */
  readonly detail: string;
  /** One thing to do. */
  readonly nextStep: string;
  /** The input field it is about, as a dotted path. */
  readonly field: string | null;
  /** Every field that is wrong. */
  readonly issues: readonly RefusalIssue[];
  /** What the provider's keys may do, where a permission is missing. */
  readonly permissions?: readonly PermissionResult[];
}

/** Thousands of wrong rows are told by the first ones. */
const MAX_ISSUES = 20;

/** Nothing of an unknown error gets out, and nothing of the input. */
export function errorDataOf(error: TRPCError): ErrorData {
  const { cause } = error;
  if (cause instanceof Refusal) {
    return {
      ...dataOf(cause.reason, cause.message),
      field: cause.field ?? null,
      issues: cause.issues.slice(0, MAX_ISSUES),
      ...(cause.permissions === undefined ? {} : { permissions: cause.permissions }),
    };
  }
  if (error.code === "BAD_REQUEST" && cause instanceof ZodError) {
    const issues = cause.issues.slice(0, MAX_ISSUES).map((issue) => ({ field: issue.path.join("."), message: issue.message }));
    const [first] = issues;
    const detail = first === undefined ? undefined : `${first.field === "" ? "" : `${first.field}: `}${first.message}`;
    return { ...dataOf("invalid_input", detail), field: first?.field ?? null, issues };
  }
  return dataOf(reasonOfTrpcCode(error.code), DETAIL_BY_CODE[error.code]);
}

function dataOf(reason: ReasonCode, detail?: string): ErrorData {
  const { sentence, nextStep } = reasonOf(reason);
  return { reason, detail: detail ?? sentence, nextStep, field: null, issues: [] };
}

/** tRPC's own messages may quote what was sent. */
const DETAIL_BY_CODE: Readonly<Partial<Record<TRPCError["code"], string>>> = {
  PARSE_ERROR: "The request is not valid JSON.",
  METHOD_NOT_SUPPORTED: "A change is sent with POST, a question with GET or POST.",
  PAYLOAD_TOO_LARGE: "The request is too large.",
  UNSUPPORTED_MEDIA_TYPE: "The request is to be sent as application/json.",
  NOT_FOUND: "There is nothing at this address.",
  SERVICE_UNAVAILABLE: "It cannot be checked at the moment who you are.",
};
