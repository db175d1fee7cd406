import type { Answer } from "../api/answer.ts";

/** An answer as it goes over the wire. */
export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Only so much of the body is sent before the connection breaks; the length that was announced is that of the whole. */
  readonly sendOnly?: number;
}

export function toBytes({ status, headers, body }: Answer): Bytes {
  switch (body.kind) {
    case "json":
      return {
        status,
        headers: { "content-type": "application/json; charset=utf-8", ...headers },
        body: Buffer.from(JSON.stringify(body.json)),
      };
    case "text":
      return { status, headers: { "content-type": body.contentType, ...headers }, body: Buffer.from(body.text) };
    default:
      return { status, headers, body: Buffer.alloc(0) };
  }
}
