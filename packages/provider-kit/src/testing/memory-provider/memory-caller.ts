import { ProviderError, type ConnectionConfig, type ProviderContext } from "@integrations/core";
import { createRedactor } from "../../redaction/redactor.ts";
import type { MemoryAccount, MemoryVerb } from "./memory-account.ts";

export interface MemoryRequest {
  readonly verb: MemoryVerb;
  readonly input: unknown;
  /** The declared permission it takes; none where absent. */
  readonly permission?: string;
  /** Must not be tried again once it may have taken effect. */
  readonly once?: boolean;
}

export type MemoryCaller = <Result>(request: MemoryRequest, effect: (account: MemoryAccount) => Result) => Promise<Result>;

const MOST_TRIES = 5;
const PAUSE_MS = 1_000;

/** Does for the account in memory what the HTTP client does for a real provider: tries again, stops, redacts. */
export function createMemoryCaller(
  config: ConnectionConfig,
  context: ProviderContext,
  accounts: ReadonlyMap<string, MemoryAccount>,
): MemoryCaller {
  const redactor = createRedactor([String(config["apiToken"])]);
  let refused: ProviderError | undefined;
  /** Errors ordered to end the verb, however retryable. */
  const lasting = new WeakSet<ProviderError>();

  const stumble = (account: MemoryAccount, verb: MemoryVerb, moment: "before" | "after"): void => {
    const failure = account.takeFailure(verb, moment);
    if (failure !== undefined) lasting.add(failure);
    const error = failure ?? account.takeDisturbance(verb, moment);
    if (error !== undefined) throw error;
  };

  const clean = (error: ProviderError, effect: ProviderError["effect"]): ProviderError =>
    new ProviderError({
      code: error.code,
      message: redactor.text(error.message),
      retryable: error.retryable,
      effect,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      ...(error.detail === undefined ? {} : { detail: redactor.text(error.detail) }),
    });

  const attempt = async <Result>(request: MemoryRequest, effect: (account: MemoryAccount) => Result): Promise<Result> => {
    context.signal.throwIfAborted();
    if (refused !== undefined) throw refused;
    const account = accounts.get(String(config["account"]));
    if (account === undefined || account.token !== config["apiToken"]) {
      throw new ProviderError({ code: "credentials_refused", message: "The token is not known." });
    }
    const { verb, input, permission } = request;
    const call = { verb, input: structuredClone(input) };
    account.calls.push(call);
    await account.beforeCall(call, context.signal);
    context.signal.throwIfAborted();
    stumble(account, verb, "before");
    if (permission !== undefined && account.missingPermissions.has(permission)) {
      throw new ProviderError({ code: "permission_missing", message: `The right "${permission}" is missing.` });
    }
    const result = effect(account);
    stumble(account, verb, "after");
    return result;
  };

  return async (request, effect) => {
    let doubt: ProviderError["effect"] = "none";
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(request, effect);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        if (error.effect === "unknown") doubt = "unknown";
        if (error.code === "credentials_refused") refused ??= clean(error, doubt);
        const unsafe = lasting.has(error) || (request.once === true && error.effect === "unknown");
        if (!error.retryable || unsafe || tries >= MOST_TRIES) throw clean(error, doubt);
        await context.clock.sleep(PAUSE_MS, context.signal);
      }
    }
  };
}
