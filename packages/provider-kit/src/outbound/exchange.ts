import type { ProviderRequest } from "@integrations/core";
import type { Dispatcher } from "undici";
import { AnswerCollector, type CollectedAnswer } from "./answer-collector.ts";
import type { OutboundTarget } from "./outbound-target.ts";
import { ACCEPT_ENCODING } from "./read-answer.ts";

export interface ExchangeLimits {
  /** For the answer with all of its body. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** No complete answer came within the time allowed. */
export class AnswerTimeout extends Error {
  override readonly name = "AnswerTimeout";
}

/**
 * One request and its whole answer. Goes below undici's streams and signals, which for answers that are read whole anyway cost
 * as much as everything else of a call together.
 * @throws AnswerTimeout, AnswerRefused, the reason of the request's own signal, or undici's error
 */
export async function exchange(
  dispatcher: Dispatcher,
  target: OutboundTarget,
  request: ProviderRequest,
  limits: ExchangeLimits,
): Promise<CollectedAnswer> {
  const { signal } = request;
  const collector = new AnswerCollector(limits.maxAnswerBytes);
  // Network time is real time even where a test moves the clock.
  const timer = setTimeout(() => collector.giveUp(new AnswerTimeout("No complete answer came in time.")), limits.timeoutMs);
  const abort = (): void => collector.giveUp(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    dispatcher.dispatch(
      {
        origin: target.origin,
        path: target.path,
        method: request.method,
        headers: { "accept-encoding": ACCEPT_ENCODING, ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
      },
      collector,
    );
    return await collector.answer;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
