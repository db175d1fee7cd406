import {
  ProviderError,
  type Clock,
  type Provider,
  type ProviderContext,
  type ProviderFetch,
  type ProviderLogger,
  type ProviderMemory,
  type SiteLimits,
} from "@integrations/core";
import { createSiteLimiters } from "../limits/site-limiters.ts";
import { createOutbound, fetchThrough, type OutboundLimits } from "../outbound/outbound.ts";
import type { Resolver } from "../outbound/resolver.ts";
import { redactingLogger } from "../redaction/redacting-logger.ts";
import { createRedactor } from "../redaction/redactor.ts";
import { withCallSpans } from "./call-span.ts";
import { systemClock } from "./system-clock.ts";

export interface ProviderRuntimeOptions {
  /** `OUTBOUND_ALLOW`, split: `host[:port]` that may be private and are spoken to in plain HTTP. */
  readonly outboundAllow: readonly string[];
  readonly logger: ProviderLogger;
  readonly clock?: Clock;
  readonly resolver?: Resolver;
  /** Certificates (PEM) every connection trusts beside the public ones. */
  readonly ca?: readonly string[];
  readonly outboundLimits?: Partial<OutboundLimits>;
  /** Which addresses count as public; replaced only where a test stands in for the internet. */
  readonly isPublic?: (address: string) => boolean;
  /** Told of every exchange, for metrics. Must not throw. */
  readonly onCall?: (call: ObservedCall) => void;
}

/** One exchange over the network; a call that is tried three times is three of these. */
export interface ObservedCall {
  readonly providerId: string;
  readonly connectionId: string;
  readonly method: string;
  /** The answer's status, or the code of the error where no answer came. */
  readonly status: number | "aborted" | ProviderError["code"];
  readonly durationMs: number;
}

export interface ContextRequest<Environment> {
  readonly provider: Pick<Provider<Environment>, "id">;
  readonly environment: Environment;
  readonly connection: {
    readonly id: string;
    /** Overrides of the provider's limits. */
    readonly limits?: Partial<SiteLimits>;
    readonly memory: ProviderMemory;
    /** Taken out of everything that is logged. */
    readonly secrets: readonly string[];
    /** Certificates (PEM) of the partner's own authority, trusted for this connection only. */
    readonly ca?: readonly string[];
  };
  readonly signal: AbortSignal;
  readonly patience: ProviderContext["patience"];
}

/** What all sessions of a process share: connections to the outside, and the count of calls per site. */
export interface ProviderRuntime {
  contextFor<Environment>(request: ContextRequest<Environment>): ProviderContext<Environment>;
  /** The same way out for what belongs to no provider, such as a webhook: under the address policy, and tried once. */
  readonly fetch: ProviderFetch;
  /** A sentence where the platform does not speak to this address; what a name leads to is only found out when it is spoken to. */
  refusalOf(url: string): string | undefined;
  /** Breaks off what is under way and closes every connection. */
  close(): Promise<void>;
}

/** @throws TypeError naming an entry of the allow list that cannot be read */
export function createProviderRuntime(options: ProviderRuntimeOptions): ProviderRuntime {
  const clock = options.clock ?? systemClock;
  const limiters = createSiteLimiters(clock);
  const outbound = createOutbound({
    allow: options.outboundAllow,
    ...(options.resolver === undefined ? {} : { resolver: options.resolver }),
    ...(options.isPublic === undefined ? {} : { isPublic: options.isPublic }),
    ...(options.outboundLimits === undefined ? {} : { limits: options.outboundLimits }),
  });

  return {
    contextFor({ provider, environment, connection, signal, patience }) {
      const ca = [...(options.ca ?? []), ...(connection.ca ?? [])];
      const plain = fetchThrough(outbound, ca);
      const redactor = createRedactor(connection.secrets);
      const traced = withCallSpans(plain, { providerId: provider.id, connectionId: connection.id, redactor });
      return {
        fetch: options.onCall === undefined ? traced : observed(traced, provider.id, connection.id, options.onCall),
        clock,
        logger: redactingLogger(options.logger, redactor, {
          provider: provider.id,
          connectionId: connection.id,
        }),
        signal,
        environment,
        limiter: (site, limits) => limiters.limiterFor(`${provider.id} ${site}`, connection.id, limits),
        limits: connection.limits ?? {},
        memory: connection.memory,
        patience,
      };
    },
    fetch: fetchThrough(outbound, options.ca ?? []),
    refusalOf: (url) => outbound.refusalOf(url),
    close: () => outbound.close(),
  };
}

function observed(fetch: ProviderFetch, providerId: string, connectionId: string, onCall: (call: ObservedCall) => void): ProviderFetch {
  return async (url, init) => {
    const beganAt = performance.now();
    let status: ObservedCall["status"] = "aborted";
    try {
      const answer = await fetch(url, init);
      status = answer.status;
      return answer;
    } catch (error) {
      if (error instanceof ProviderError) status = error.code;
      throw error;
    } finally {
      onCall({ providerId, connectionId, method: init.method, status, durationMs: performance.now() - beganAt });
    }
  };
}
