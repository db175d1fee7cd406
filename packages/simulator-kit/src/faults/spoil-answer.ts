import type { Answer } from "../wire/answer.ts";
import type { Bytes } from "../wire/bytes.ts";
import type { SharedFault } from "./fault-rule.ts";

type Garble = Extract<SharedFault<unknown>, { kind: "garble" }>;
type ChangeAnswer = Extract<SharedFault<unknown>, { kind: "change-answer" }>;

/** Spoils an answer that is ready to be sent. @param page what people see in place of the API, in HTML */
export function garble(bytes: Bytes, how: Garble["how"], page: string): Bytes {
  const asHtml = { ...bytes.headers, "content-type": "text/html; charset=utf-8" };
  switch (how) {
    case "truncated":
      return { ...bytes, body: bytes.body.subarray(0, halfOf(bytes)) };
    case "cut-off":
      return { ...bytes, sendOnly: halfOf(bytes) };
    case "empty":
      return { ...bytes, body: Buffer.alloc(0) };
    case "html":
      return { ...bytes, headers: asHtml, body: Buffer.from(page) };
    case "not-json":
      return { ...bytes, body: Buffer.from("\u0001<<<not json>>>{") };
    case "wrong-content-type":
      return { ...bytes, headers: asHtml };
    case "invalid-utf8":
      return { ...bytes, body: withBrokenLetters(bytes.body) };
    case "null":
      return { ...bytes, body: Buffer.from("null") };
    default:
      throw new Error("Unknown way to spoil an answer.");
  }
}

/** The answer with some fields of its rows set or removed. @param rowsOf the objects in an answer that are its content */
export function changeAnswer(answer: Answer, { set = {}, unset = [] }: ChangeAnswer, rowsOf: (json: unknown) => unknown[]): Answer {
  if (answer.body.kind !== "json") return answer;
  const json = structuredClone(answer.body.json);
  for (const row of rowsOf(json)) {
    for (const [path, value] of Object.entries(set)) setAt(row, path.split("/"), value);
    for (const path of unset) setAt(row, path.split("/"), undefined);
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

function halfOf({ body }: Bytes): number {
  return Math.floor(body.length / 2);
}

/** Breaks the first quoted text: a byte that begins a letter without the ones that would end it. */
function withBrokenLetters(body: Buffer): Buffer {
  const at = body.indexOf(':"');
  if (at === -1) return Buffer.concat([body, Buffer.from([0xc3])]);
  return Buffer.concat([body.subarray(0, at + 2), Buffer.from([0xc3, 0x28]), body.subarray(at + 2)]);
}
