import { errorAnswer, htmlAnswer, serverAnswer, type Answer } from "../api/answer.ts";
import type { Bytes } from "../server/bytes.ts";
import type { FaultData } from "./fault.ts";

type StatusFault = Extract<FaultData, { kind: "status" }>;
type Garble = Extract<FaultData, { kind: "garble" }>;
type ChangeAnswer = Extract<FaultData, { kind: "change-answer" }>;

/** The answer of a `status` fault. */
export function statusAnswer(fault: StatusFault, now: Date): Answer {
  const { status, retryAfter } = fault;
  const answer = plainAnswer(fault);
  if (retryAfter === undefined) return answer;
  const at = new Date(now.getTime() + retryAfter.seconds * 1000).toUTCString();
  return { ...answer, status, headers: { "retry-after": retryAfter.as === "date" ? at : String(retryAfter.seconds) } };
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

/** Spoils an answer that is ready to be sent. */
export function garble(bytes: Bytes, how: Garble["how"]): Bytes {
  const half = Math.floor(bytes.body.length / 2);
  switch (how) {
    case "truncated":
      return { ...bytes, body: bytes.body.subarray(0, half) };
    case "cut-off":
      return { ...bytes, sendOnly: half };
    case "empty":
      return { ...bytes, body: Buffer.alloc(0) };
    case "html":
      return {
        ...bytes,
        headers: { "content-type": "text/html; charset=utf-8" },
        body: Buffer.from("<!DOCTYPE html><p>Autotask is down for maintenance</p>"),
      };
    case "not-json":
      return { ...bytes, body: Buffer.from("\u0001<<<not json>>>{") };
    default:
      return { ...bytes, body: Buffer.from("null") };
  }
}

/** The answer with some fields of its rows, or of itself, set or removed. */
export function changeAnswer(answer: Answer, { set = {}, unset = [] }: ChangeAnswer): Answer {
  if (answer.body.kind !== "json") return answer;
  const json = structuredClone(answer.body.json) as Record<string, unknown>;
  const rows = Array.isArray(json["items"]) ? json["items"] : [json["item"] ?? json["info"] ?? json];
  for (const row of rows as Array<Record<string, unknown>>) {
    Object.assign(row, set);
    // What is undefined is left out when the JSON is written.
    for (const name of unset) row[name] = undefined;
  }
  return { ...answer, body: { kind: "json", json } };
}
