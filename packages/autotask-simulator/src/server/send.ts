import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "./bytes.ts";

/** Sends an answer; settles when it is sent or the caller has gone. */
export async function sendBytes(response: ServerResponse, bytes: Bytes, closing: AbortSignal): Promise<void> {
  if (response.destroyed || closing.aborted) return;
  response.writeHead(bytes.status, { "content-length": bytes.body.length, ...bytes.headers });
  const { promise, resolve } = Promise.withResolvers<void>();
  if (bytes.sendOnly !== undefined) {
    // The part has to leave before the connection breaks, or the caller would see a reset without any answer.
    response.write(bytes.body.subarray(0, bytes.sendOnly), () => resolve());
    await promise;
    response.socket?.destroySoon();
    return;
  }
  response.once("close", resolve);
  response.once("finish", resolve);
  response.end(bytes.body);
  await promise;
}

/** Waits; ends early, without an error, when a signal aborts. */
export async function wait(ms: number, ...signals: AbortSignal[]): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: AbortSignal.any(signals) });
  } catch {
    // Aborted: who waits looks at the signal itself.
  }
}
