import { retryAfter, type Answer } from "@integrations/simulator-kit";
import { errorAnswer, htmlAnswer, serverAnswer } from "../api/answer.ts";
import type { OwnFault } from "./fault.ts";

type StatusFault = Extract<OwnFault, { kind: "status" }>;

/** The answer of a `status` fault. */
export function statusAnswer(fault: StatusFault, now: Date): Answer {
  const { status, retryAfter: wait } = fault;
  const answer = plainAnswer(fault);
  if (wait === undefined) return answer;
  return { ...answer, status, headers: { "retry-after": retryAfter(wait, now) } };
}

function plainAnswer({ status, errors, body }: StatusFault): Answer {
  if (errors !== undefined) return errorAnswer(status, ...errors);
  if (body === "html") return htmlAnswer(status, USUAL[status] ?? `Error ${status}`);
  if (body === "empty") return { status, headers: {}, body: { kind: "none" } };
  return status === 500
    ? errorAnswer(status, "An unexpected error has occurred.")
    : serverAnswer(status, USUAL[status] ?? `Error ${status}`);
}

const USUAL: Readonly<Record<number, string>> = {
  401: "Authorization has been denied for this request.",
  403: "Forbidden",
  404: "The resource cannot be found.",
  429: "Thread Threshold Exceeded. The maximum is 3 threads.",
  502: "Bad Gateway",
  503: "The service is unavailable.",
  504: "Gateway Time-out",
};
