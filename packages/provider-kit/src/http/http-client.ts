import {
  ProviderError,
  type ProviderContext,
  type ProviderErrorEffect,
  type ProviderErrorOptions,
  type SiteLimiter,
  type SiteLimits,
} from "@integrations/core";
import { providerText } from "../redaction/provider-text.ts";
import { createRedactor, type Redactor } from "../redaction/redactor.ts";
import type { HttpAnswer, HttpCall } from "./http-call.ts";
import { backoffMs, PATIENCE } from "./patience.ts";
import { retryAfterMs } from "./retry-after.ts";
import { effectByStatus, verdictByStatus } from "./verdict.ts";

export interface HttpClientOptions {
  readonly context: ProviderContext;
  /** The provider's own limits; the connection's settings go before them. */
  readonly limits: SiteLimits;
  /** Keys, and headers made from them, in every form that must never be shown. */
  readonly secrets: readonly string[];
  /** Response header with the provider's id of a request, for the log. */
  readonly requestIdHeader?: string;
  readonly random?: () => number;
}

/** The HTTP client of one session. */
export interface HttpClient {
  /**
   * Sends the call within the site's limits, and again after passing trouble as far as patience and safety allow. After
   * credentials were refused, nothing more is sent in this session but what was under way.
   * @throws ProviderError; the caller's own abort as it is
   */
  call<Result>(call: HttpCall<Result>): Promise<Result>;
  /** For texts of the provider that are shown or stored. */
  readonly redactor: Redactor;
}

export const TRY_TIMEOUT_MS = 25_000;

/** No try is given less, however little of the whole time is left. */
const SHORTEST_TRY_MS = 1_000;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { context } = options;
  const redactor = createRedactor(options.secrets);
  const patience = PATIENCE[context.patience];
  const random = options.random ?? Math.random;
  const limits: SiteLimits = { ...options.limits, ...context.limits };
  let refused: ProviderError | undefined;

  const call = async <Result>(request: HttpCall<Result>): Promise<Result> => {
    const limiter = context.limiter(request.limitedAs ?? request.site, limits);
    const idempotent = request.idempotent ?? !isWrite(request);
    const maxTries = Math.min(request.maxTries ?? patience.maxTries, patience.maxTries);
    let effect: ProviderErrorEffect = "none";
    let firstAtMs: number | undefined;

    for (let tries = 1; ; tries += 1) {
      const outcome: Tried<Result> = await inTurn(limiter, async () => {
        firstAtMs ??= context.clock.now().getTime();
        return heedPause(limiter, tries, await sendOnce(request, tries, firstAtMs));
      });
      if (outcome.ok) return outcome.result;
      const { error, waitMs, pausesAll } = outcome;
      if (error.effect === "unknown") effect = "unknown";
      const giveUp = (): ProviderError => rebuilt(error, { effect, context: { ...error.context, tries } });

      const nowMs = context.clock.now().getTime();
      if (!error.retryable || outcome.final === true || tries >= maxTries) throw giveUp();
      if (!idempotent && error.effect === "unknown") throw giveUp();
      if (nowMs + waitMs - (firstAtMs ?? nowMs) > patience.totalMs) throw giveUp();
      if (!pausesAll) await context.clock.sleep(waitMs, context.signal);
    }
  };

  /** The whole connection waits where the site said so, from before the place of the call that was told is given to the next one. */
  const heedPause = <Result>(limiter: SiteLimiter, tries: number, outcome: Outcome<Result>): Tried<Result> => {
    limiter.tell(outcome.ok || !outcome.error.retryable ? "answered" : "in trouble");
    if (outcome.ok) return outcome;
    const { error, retryAfterMs: askedMs } = outcome;
    const waitMs = askedMs ?? backoffMs(patience, tries, random());
    const pausesAll = error.retryable && (error.code === "rate_limited" || askedMs !== undefined);
    if (pausesAll) limiter.pauseUntil(new Date(context.clock.now().getTime() + waitMs));
    return { ok: false, error, waitMs, pausesAll };
  };

  /** Runs it in its turn; for somebody who waits at a screen, that turn has to come soon. */
  const inTurn = async <Result>(limiter: SiteLimiter, send: () => Promise<Tried<Result>>): Promise<Tried<Result>> => {
    if (patience.placeMs === undefined) return limiter.run(send, context.signal);
    const place = new AbortController();
    const timer = setTimeout(() => place.abort(), patience.placeMs);
    const begin = (): Promise<Tried<Result>> => {
      clearTimeout(timer);
      return send();
    };
    try {
      return await limiter.run(begin, AbortSignal.any([context.signal, place.signal]));
    } catch (error) {
      if (!place.signal.aborted || context.signal.aborted) throw error;
      const busy = new ProviderError({ code: "rate_limited", message: "The site's limits left no place for this call in time." });
      return { ok: false, error: busy, final: true, waitMs: 0, pausesAll: false };
    } finally {
      clearTimeout(timer);
    }
  };

  const sendOnce = async <Result>(request: HttpCall<Result>, tries: number, firstAtMs: number): Promise<Outcome<Result>> => {
    if (refused !== undefined) return { ok: false, error: refused };
    context.signal.throwIfAborted();
    const beganAtMs = context.clock.now().getTime();
    const leftMs = Math.max(SHORTEST_TRY_MS, patience.totalMs - (beganAtMs - firstAtMs));
    let answer: HttpAnswer | undefined;
    let outcome: Outcome<Result>;
    try {
      answer = await context.fetch(`https://${request.site}${request.path}`, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: context.signal,
        timeoutMs: Math.min(request.timeoutMs ?? TRY_TIMEOUT_MS, leftMs),
      });
      outcome = judge(request, answer);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const facts = { ...error.context, ...describe(request, undefined) };
      outcome = { ok: false, error: rebuilt(error, { context: facts, ...(isWrite(request) ? {} : { effect: "none" }) }) };
    }
    if (!outcome.ok && outcome.error.code === "credentials_refused") refused = outcome.error;
    if (context.logger.isLevelEnabled?.("debug") !== false) {
      const durationMs = context.clock.now().getTime() - beganAtMs;
      const code = outcome.ok ? {} : { code: outcome.error.code };
      context.logger.debug({ ...describe(request, answer), durationMs, tries, ...code }, "Provider call");
    }
    return outcome;
  };

  const judge = <Result>(request: HttpCall<Result>, answer: HttpAnswer): Outcome<Result> => {
    const write = isWrite(request);
    if (answer.status >= 200 && answer.status < 300) {
      try {
        return { ok: true, result: request.read(answer) };
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const detail = error.detail ?? pageText(answer);
        return {
          ok: false,
          error: rebuilt(error, {
            effect: write ? "unknown" : "none",
            context: { ...error.context, ...describe(request, answer) },
            ...(detail === undefined ? {} : { detail }),
          }),
        };
      }
    }
    const verdict = request.classify?.(answer) ?? verdictByStatus(answer);
    const detail = verdict.detail ?? providerText(redactor, answer.body);
    const error = rebuilt(
      new ProviderError({
        code: verdict.code,
        message: verdict.message,
        effect: write ? (verdict.effect ?? effectByStatus(answer.status)) : "none",
        context: describe(request, answer),
        ...(verdict.retryable === undefined ? {} : { retryable: verdict.retryable }),
        ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
        ...(detail === "" ? {} : { detail }),
      }),
      {},
    );
    const waitMs = verdict.retryAfterMs ?? retryAfterMs(answer, context.clock.now());
    return { ok: false, error, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  };

  const pageText = (answer: HttpAnswer): string | undefined => {
    if (!answer.body.trimStart().startsWith("<")) return undefined;
    const said = providerText(redactor, answer.body);
    return said === "" ? undefined : said;
  };

  /** The same error with other particulars, and with every text in it clean. */
  const rebuilt = (error: ProviderError, changes: Partial<ProviderErrorOptions>): ProviderError => {
    const detail = changes.detail ?? error.detail;
    const facts = changes.context ?? error.context;
    return new ProviderError({
      code: error.code,
      message: providerText(redactor, error.message),
      retryable: error.retryable,
      effect: changes.effect ?? error.effect,
      context: redactor.deep(facts) as typeof facts,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      ...(detail === undefined ? {} : { detail: providerText(redactor, detail) }),
      ...(error.cause === undefined ? {} : { cause: error.cause }),
    });
  };

  const describe = (request: HttpCall<unknown>, answer: HttpAnswer | undefined): Record<string, string | number> => {
    const requestId = options.requestIdHeader === undefined ? undefined : answer?.headers[options.requestIdHeader];
    return {
      method: request.method,
      site: request.site,
      // What a person searched for stays out of the log.
      path: redactor.text(request.path.split("?", 1)[0] ?? ""),
      ...(answer === undefined ? {} : { status: answer.status }),
      ...(requestId === undefined ? {} : { requestId: requestId.slice(0, 100) }),
    };
  };

  return { call, redactor };
}

function isWrite({ method, readOnly }: HttpCall<unknown>): boolean {
  return method !== "GET" && readOnly !== true;
}

type Outcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: ProviderError; readonly retryAfterMs?: number };

/** One try, with how long to wait before the next one and whether the whole connection waits with it. */
type Tried<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: ProviderError; readonly waitMs: number; readonly pausesAll: boolean; readonly final?: true };
