/** Cuts what one side of a PostgreSQL connection sends into messages. */
export class WireFrames {
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  /** The first message of a client has no type in front. */
  #untyped: boolean;

  constructor(side: "client" | "server") {
    this.#untyped = side === "client";
  }

  /** @returns the messages that are complete by now */
  take(chunk: Buffer): WireMessage[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: WireMessage[] = [];
    for (;;) {
      const head = this.#untyped ? 0 : 1;
      if (this.#rest.length < head + 4) return messages;
      const length = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < length) return messages;
      const bytes = this.#rest.subarray(0, length);
      messages.push({ type: this.#untyped ? "" : String.fromCharCode(bytes[0] ?? 0), bytes });
      this.#untyped = false;
      this.#rest = this.#rest.subarray(length);
    }
  }
}

export interface WireMessage {
  /** Its letter; empty for the first one of a client. */
  readonly type: string;
  readonly bytes: Buffer<ArrayBufferLike>;
}

/** What ends a statement: a simple query, or the sync after an extended one. */
export function endsStatement({ type }: WireMessage): boolean {
  return type === "Q" || type === "S";
}

/** The server has done the statement and is ready for the next one. */
export function isReady({ type }: WireMessage): boolean {
  return type === "Z";
}

/** Whether no transaction is under way any more; of a message that is ready. */
export function isOutsideTransaction({ bytes }: WireMessage): boolean {
  return bytes[5] === 0x49;
}
