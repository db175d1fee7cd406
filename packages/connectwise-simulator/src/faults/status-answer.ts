import { jsonAnswer, retryAfter, textAnswer, type Answer } from "@integrations/simulator-kit";
import { htmlAnswer } from "../api/answer.ts";
import type { OwnFault } from "./fault.ts";

type StatusFault = Extract<OwnFault, { kind: "status" }>;

/** The answer of a `status` fault: as told, else as ConnectWise or a proxy in front of it answers with this status. */
export function statusAnswer(fault: StatusFault, now: Date): Answer {
  const plain = plainAnswer(fault);
  const body =
    plain.body.kind === "text" && fault.contentType !== undefined ? { ...plain.body, contentType: fault.contentType } : plain.body;
  return {
    status: fault.status,
    headers: {
      ...(fault.retryAfter === undefined ? {} : { "retry-after": retryAfter(fault.retryAfter, now) }),
      ...(fault.contentType !== undefined && body.kind === "json" ? { "content-type": fault.contentType } : {}),
      ...fault.headers,
    },
    body,
  };
}

function plainAnswer({ status, body = "as-usual", json, text, retryAfter: wait }: StatusFault): Answer {
  if (json !== undefined) return jsonAnswer(status, json);
  if (text !== undefined) return textAnswer(status, text);
  switch (body) {
    case "empty":
      return { status, headers: {}, body: { kind: "none" } };
    case "html":
      return htmlAnswer(status, TITLES[status] ?? `Error ${status}`);
    case "text":
      return textAnswer(status, TITLES[status] ?? `Error ${status}`);
    default:
      return jsonAnswer(status, usualJson(status, body, wait?.seconds ?? 30));
  }
}

function usualJson(status: number, body: "as-usual" | "without-errors" | "null-errors", seconds: number): unknown {
  // The throttle's body has the key `error` where all others have `code` (FACTS section 4, V and O).
  if (status === 429) return { error: "ConnectWiseAPI", message: `Too many requests. Please try again in ${seconds} seconds.` };
  const [code, message] = USUAL[status] ?? ["ConnectWiseApi", `The request failed with status ${status}.`];
  if (body === "null-errors") return { code, message, errors: null };
  if (body === "without-errors" || status !== 400) return { code, message };
  return {
    code,
    message,
    errors: [{ code: "InvalidField", message: "The value of the field is not valid.", resource: "addition", field: "quantity" }],
  };
}

const USUAL: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["InvalidObject", "addition object is invalid"],
  401: ["Unauthorized", "You are not authorized to use this API."],
  403: ["Security", "You do not have security permission to perform this action."],
  404: ["NotFound", "The record was not found"],
  409: ["Conflict", "The record was changed by somebody else."],
  415: ["ConnectWiseApi", "The request entity's media type is not supported."],
  500: ["InternalServerError", "An error has occurred."],
  502: ["BadGateway", "Bad gateway."],
  503: ["ServiceUnavailable", "The service is unavailable."],
  504: ["GatewayTimeout", "The gateway timed out."],
};

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "401 - Unauthorized",
  403: "403 - Forbidden",
  404: "404 - File or directory not found.",
  429: "Too Many Requests",
  500: "500 - Internal server error.",
  502: "502 Bad Gateway",
  503: "Service Unavailable",
  504: "504 Gateway Time-out",
};
