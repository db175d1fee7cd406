import type { Answer } from "./answer.ts";

/** An answer as it goes over the wire. */
export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Only so much of the body is sent before the connection breaks; the length that was announced is that of the whole. */
  readonly sendOnly?: number;
}

/** How a vendor writes JSON. */
export interface WrittenJson {
  readonly text: string;
  readonly contentType: string;
}

export function toBytes({ status, headers, body }: Answer, write: (json: unknown) => WrittenJson): Bytes {
  switch (body.kind) {
    case "json": {
      const { text, contentType } = write(body.json);
      return { status, headers: { "content-type": contentType, ...headers }, body: Buffer.from(text) };
    }
    case "text":
      return { status, headers: { "content-type": body.contentType, ...headers }, body: Buffer.from(body.text) };
    default:
      return { status, headers, body: Buffer.alloc(0) };
  }
}
