import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "./bytes.ts";

/** Statuses whose answers have no body, not even one of no length. */
const WITHOUT_BODY = [204, 304];

/** Sends an answer; settles when it is sent or the caller has gone. */
export async function sendBytes(response: ServerResponse, bytes: Bytes, closing: AbortSignal): Promise<void> {
  if (response.destroyed || response.headersSent || closing.aborted) return;
  const length = WITHOUT_BODY.includes(bytes.status) ? {} : { "content-length": bytes.body.length };
  response.writeHead(bytes.status, { ...length, ...bytes.headers });
  if (bytes.sendOnly === undefined) {
    await finished(response, () => response.end(WITHOUT_BODY.includes(bytes.status) ? undefined : bytes.body));
    return;
  }
  // The part has to leave before the connection breaks, or the caller would see a reset without any answer.
  await new Promise<void>((resolve) => {
    response.write(bytes.body.subarray(0, bytes.sendOnly), () => resolve());
  });
  response.socket?.destroySoon();
}

/** Waits; ends early, without an error, when a signal aborts. */
export async function wait(ms: number, ...signals: AbortSignal[]): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: AbortSignal.any(signals) });
  } catch {
    // Aborted: who waits looks at the signal itself.
  }
}

function finished(response: ServerResponse, act: () => void): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.once("finish", resolve);
    act();
  });
}
