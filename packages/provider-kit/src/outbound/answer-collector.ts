import type { Dispatcher } from "undici";
import { AnswerRefused } from "./outbound-error.ts";

export interface CollectedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came over the wire. */
  readonly body: Buffer;
}

/** Takes one answer from undici as it comes in, within a bound, so that an endless body does not fill the memory. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly answer: Promise<CollectedAnswer>;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #headers: Record<string, string> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;
  #resolve!: (answer: CollectedAnswer) => void;
  #reject!: (error: unknown) => void;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Ends the exchange for this reason, whether or not it has begun; nothing more is sent of a request that waits for its connection. */
  giveUp(reason: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#reject(reason);
    this.#controller?.abort(new Error("given up"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error("given up"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Only says that the answer proper is still to come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = flatten(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size > this.#maxBytes) return this.giveUp(new AnswerRefused(`The answer is larger than ${this.#maxBytes} bytes.`));
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#reject(error);
  }
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
