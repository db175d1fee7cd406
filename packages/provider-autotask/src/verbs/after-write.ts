import { ProviderError, type ProviderContext } from "@integrations/core";

/** Waits between looks after a write: reads may lag it by a few seconds (C). Some 20 seconds in all. */
const LOOK_AFTER_MS = [0, 500, 1_000, 2_000, 4_000, 12_000] as const;

/**
 * Looks until it shows or would show long ago.
 * @returns what the last look saw
 * @throws ProviderError with the effect `unknown`: a look did nothing, but the write before it may have
 */
export async function lookUntil<Result>(
  { clock, signal }: ProviderContext,
  look: () => Promise<Result>,
  isThere: (seen: Result) => boolean,
): Promise<Result> {
  let seen: Result | undefined;
  for (const waitMs of LOOK_AFTER_MS) {
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    try {
      seen = await look();
    } catch (error) {
      throw error instanceof ProviderError ? withUnknownEffect(error) : error;
    }
    if (isThere(seen)) return seen;
  }
  return seen as Result;
}

export function withUnknownEffect(error: ProviderError): ProviderError {
  if (error.effect === "unknown") return error;
  return new ProviderError({
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    effect: "unknown",
    context: error.context,
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    cause: error,
  });
}

/** A write that was answered well, or that must have worked, and does not show. */
export function notConfirmed(detail: string, context: Readonly<Record<string, string | number>>): ProviderError {
  return new ProviderError({ code: "conflict", reason: "write_not_confirmed", effect: "unknown", message: detail, detail, context });
}
