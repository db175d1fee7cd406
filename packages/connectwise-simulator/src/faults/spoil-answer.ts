import type { Answer } from "../api/answer.ts";
import type { Bytes } from "../server/bytes.ts";
import type { FaultData } from "./fault.ts";

type Garble = Extract<FaultData, { kind: "garble" }>;
type ChangeAnswer = Extract<FaultData, { kind: "change-answer" }>;

const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><title>ConnectWise Login</title></head><body><form><input name="company"></form></body></html>\n';

/** Spoils an answer that is ready to be sent. */
export function garble(bytes: Bytes, how: Garble["how"]): Bytes {
  const { headers } = bytes;
  switch (how) {
    case "truncated":
      return { ...bytes, body: half(bytes.body) };
    case "cut-off":
      return { ...bytes, sendOnly: Math.floor(bytes.body.length / 2) };
    case "empty":
      return { ...bytes, body: Buffer.alloc(0) };
    case "html":
      return { ...bytes, headers: { ...headers, "content-type": "text/html; charset=utf-8" }, body: Buffer.from(LOGIN_PAGE) };
    case "not-json":
      return { ...bytes, body: Buffer.from("\u0001<<<not json>>>{") };
    case "wrong-content-type":
      return { ...bytes, headers: { ...headers, "content-type": "text/html; charset=utf-8" } };
    case "invalid-utf8":
      return { ...bytes, body: withBrokenLetters(bytes.body) };
    case "null":
      return { ...bytes, body: Buffer.from("null") };
    default:
      throw new Error("Unknown way to spoil an answer.");
  }
}

/** The answer with some of its fields set or removed. */
export function changeAnswer(answer: Answer, { set = {}, unset = [] }: ChangeAnswer): Answer {
  if (answer.body.kind !== "json") return answer;
  const json = structuredClone(answer.body.json);
  for (const object of Array.isArray(json) ? (json as unknown[]) : [json]) {
    for (const [path, value] of Object.entries(set)) setAt(object, path.split("/"), value);
    for (const path of unset) setAt(object, path.split("/"), undefined);
  }
  return { ...answer, body: { kind: "json", json } };
}

function setAt(object: unknown, [first = "", ...rest]: readonly string[], value: unknown): void {
  if (typeof object !== "object" || object === null) return;
  const target = object as Record<string, unknown>;
  // What is undefined is left out when the JSON is written.
  if (rest.length === 0) target[first] = value;
  else setAt(target[first], rest, value);
}

function half(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}

/** Breaks the first quoted text: a byte that begins a letter without the ones that would end it. */
function withBrokenLetters(body: Buffer): Buffer {
  const at = body.indexOf(':"');
  if (at === -1) return Buffer.concat([body, Buffer.from([0xc3])]);
  return Buffer.concat([body.subarray(0, at + 2), Buffer.from([0xc3, 0x28]), body.subarray(at + 2)]);
}
