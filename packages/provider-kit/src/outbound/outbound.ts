import { ProviderError, type ProviderFetch, type ProviderRequest, type ProviderResponse } from "@integrations/core";
import { Agent, errors } from "undici";
import { AnswerTimeout, exchange } from "./exchange.ts";
import { AnswerRefused, connectFailureOf } from "./outbound-error.ts";
import { parseAllowList, targetJudge, type OutboundTarget } from "./outbound-target.ts";
import { pinnedConnector } from "./pinned-connector.ts";
import { readAnswer } from "./read-answer.ts";
import { systemResolver, type Resolver } from "./resolver.ts";

export interface OutboundOptions {
  /** `OUTBOUND_ALLOW`: `host[:port]` that may be private and are spoken to in plain HTTP. */
  readonly allow: readonly string[];
  readonly resolver?: Resolver;
  readonly limits?: Partial<OutboundLimits>;
  /** Which addresses count as public; replaced only where a test stands in for the internet. */
  readonly isPublic?: (address: string) => boolean;
}

export interface OutboundLimits {
  /** Time for the name, the connection and TLS together. */
  readonly connectTimeoutMs: number;
  /** Upper bound of what a caller may ask for as the whole time of an answer. */
  readonly answerTimeoutMs: number;
  /** Largest body, compressed and decompressed. */
  readonly maxAnswerBytes: number;
  readonly maxHeaderBytes: number;
  /** Connections to one host at once. */
  readonly connectionsPerHost: number;
}

export const OUTBOUND_LIMITS: OutboundLimits = {
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 60_000,
  maxAnswerBytes: 16 * 1024 * 1024,
  maxHeaderBytes: 16 * 1024,
  connectionsPerHost: 50,
};

/** The only way out of the platform. */
export interface Outbound {
  /**
   * One exchange. Redirects are handed back as they come, never followed. Throws `ProviderError`, with the effect
   * `unknown` for a write of which at least a part may have been sent, or the caller's own abort.
   * @param ca certificates (PEM) trusted beside the public ones, for a site with an authority of its own
   */
  fetch(url: string, init: ProviderRequest, ca?: readonly string[]): Promise<ProviderResponse>;
  /** A sentence where nothing is ever sent to this address. */
  refusalOf(url: string): string | undefined;
  close(): Promise<void>;
}

/** Connections of more authorities than this are not kept: whoever tries certificate after certificate fills no memory. */
const MOST_AGENTS = 100;

export function createOutbound(options: OutboundOptions): Outbound {
  const judge = targetJudge(parseAllowList(options.allow));
  const limits: OutboundLimits = { ...OUTBOUND_LIMITS, ...options.limits };
  const agents = new Map<string, Agent>();

  /** One pool of connections per set of trusted authorities: a connection one of them vouched for is no other's. */
  const agentFor = (ca: readonly string[]): Agent => {
    const key = ca.join("\n");
    const known = agents.get(key);
    if (known !== undefined) {
      agents.delete(key);
      agents.set(key, known);
      return known;
    }
    const resolver = options.resolver ?? systemResolver;
    const agent = new Agent({
      connect: pinnedConnector({ resolver, ca, timeoutMs: limits.connectTimeoutMs, isPublic: options.isPublic }),
      connections: limits.connectionsPerHost,
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.answerTimeoutMs,
      bodyTimeout: limits.answerTimeoutMs,
    });
    agents.set(key, agent);
    const [oldest] = agents;
    if (agents.size > MOST_AGENTS && oldest !== undefined) {
      agents.delete(oldest[0]);
      // What is under way on it ends as it would have.
      void oldest[1].close();
    }
    return agent;
  };

  return {
    async fetch(url, init, ca = []) {
      const verdict = judge(url);
      if (!verdict.ok) throw siteNotAllowed(verdict.why);
      init.signal.throwIfAborted();
      return send(agentFor(ca), verdict.target, init, limits);
    },
    refusalOf(url) {
      const verdict = judge(url);
      return verdict.ok ? undefined : verdict.why;
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}

/** The fetch of one connection, over a shared outbound. */
export function fetchThrough(outbound: Outbound, ca: readonly string[]): ProviderFetch {
  return (url, init) => outbound.fetch(url, init, ca);
}

async function send(agent: Agent, target: OutboundTarget, init: ProviderRequest, limits: OutboundLimits): Promise<ProviderResponse> {
  const { answerTimeoutMs, maxAnswerBytes } = limits;
  try {
    const answer = await exchange(agent, target, init, { timeoutMs: Math.min(init.timeoutMs, answerTimeoutMs), maxAnswerBytes });
    const body = await readAnswer(answer.body, answer.headers["content-encoding"], maxAnswerBytes);
    return { status: answer.status, headers: answer.headers, body };
  } catch (error) {
    if (init.signal.aborted) throw init.signal.reason;
    throw failure(error, target, init.method);
  }
}

function failure(error: unknown, target: OutboundTarget, method: ProviderRequest["method"]): ProviderError {
  const context = { host: target.hostname };
  const connect = connectFailureOf(error);
  if (connect?.kind === "refused") return siteNotAllowed(connect.message, connect);
  if (connect !== undefined) {
    const { kind, message } = connect;
    const told = kind === "untrusted" ? ({ reason: "site_unreachable", detail: message } as const) : {};
    return new ProviderError({ code: "unavailable", message, ...told, context, cause: connect });
  }
  const effect = method === "GET" ? "none" : "unknown";
  if (error instanceof AnswerTimeout || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new ProviderError({ code: "timeout", message: "No complete answer came in time.", effect, context, cause: error });
  }
  if (error instanceof AnswerRefused || error instanceof errors.HeadersOverflowError || error instanceof errors.HTTPParserError) {
    return new ProviderError({ code: "invalid_response", message: error.message, effect, context, cause: withoutData(error) });
  }
  if (error instanceof errors.InvalidArgumentError) {
    return new ProviderError({ code: "rejected", message: "The request cannot be sent as it is.", context, cause: error });
  }
  return new ProviderError({
    code: "unavailable",
    message: "The connection broke before the answer was complete.",
    effect,
    context,
    cause: error,
  });
}

/** undici hangs the bytes it could not parse on the error, and they would end in a log. */
function withoutData(error: Error): Error {
  return error instanceof errors.HTTPParserError ? new Error(error.message) : error;
}

function siteNotAllowed(why: string, cause?: unknown): ProviderError {
  return new ProviderError({ code: "rejected", reason: "site_not_allowed", message: why, detail: why, cause });
}
