import type { Answer } from "../api/answer.ts";
import type { Behaviour } from "../tenant/behaviour.ts";
import { writeJson } from "../wire/write-json.ts";

/** An answer as it goes over the wire. */
export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Only so much of the body is sent before the connection breaks; the length that was announced is that of the whole. */
  readonly sendOnly?: number;
}

/** The model version the site has; asked for or not, it is what answers name (FACTS section 1, V). */
const NEWEST_MODEL = "2025.8";

export function toBytes(answer: Answer, accept: string | undefined, decimals: Behaviour["decimals"]): Bytes {
  const { status, headers, body } = answer;
  switch (body.kind) {
    case "json":
      return { status, headers: { "content-type": jsonType(accept), ...headers }, body: Buffer.from(writeJson(body.json, decimals)) };
    case "text":
      return { status, headers: { "content-type": body.contentType, ...headers }, body: Buffer.from(body.text) };
    default:
      return { status, headers, body: Buffer.alloc(0) };
  }
}

/** The vendor's type where it was asked for, with the version asked for; plain JSON otherwise. */
function jsonType(accept: string | undefined): string {
  const versioned = /application\/vnd\.connectwise\.com\+json\s*(?:;\s*version=([\w.]+))?/i.exec(accept ?? "");
  if (versioned === null) return "application/json; charset=utf-8";
  return `application/vnd.connectwise.com+json; version=${versioned[1] ?? NEWEST_MODEL}; charset=utf-8`;
}
