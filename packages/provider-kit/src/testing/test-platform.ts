import { certificatesOf, type ConnectionConfig, type Provider, type ProviderSession, type SiteLimits } from "@integrations/core";
import { createProviderRuntime, type ProviderRuntimeOptions } from "../runtime/provider-runtime.ts";
import type { TestClock } from "./test-clock.ts";
import { createTestLogger, type TestLogger } from "./test-logger.ts";
import { createTestMemory, type TestMemory } from "./test-memory.ts";

/** The platform around a provider that is tried: its runtime, and what the runtime takes from outside. */
export interface TestPlatform {
  readonly memory: TestMemory;
  /** Waiting costs no time. */
  readonly clock: TestClock;
  readonly logger: TestLogger;
  /** A session of the one connection there is. @param environment as the operator sets it, by name */
  session<Environment>(
    provider: Provider<Environment>,
    environment: Readonly<Record<string, string>>,
    options: TestSession,
  ): ProviderSession;
  close(): Promise<void>;
}

export interface TestSession {
  readonly config: ConnectionConfig;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: "background" | "interactive" | undefined;
  readonly limits?: Partial<SiteLimits> | undefined;
  /** Taken out of everything that is logged. */
  readonly secrets?: readonly string[];
}

export interface TestPlatformOptions extends Partial<Omit<ProviderRuntimeOptions, "logger">> {
  /** `host:port` of the sites there are. */
  readonly outboundAllow: readonly string[];
  readonly clock: TestClock;
}

export function createTestPlatform({ clock, ...options }: TestPlatformOptions): TestPlatform {
  const logger = createTestLogger();
  const memory = createTestMemory();
  const runtime = createProviderRuntime({ logger, clock, ...options });
  return {
    memory,
    clock,
    logger,
    session: (provider, environment, { config, signal, patience, limits, secrets = [] }) => {
      const context = runtime.contextFor({
        provider,
        environment: provider.environment.parse(environment),
        connection: {
          id: "connection",
          memory,
          secrets,
          ca: certificatesOf(provider.fields, config),
          ...(limits === undefined ? {} : { limits }),
        },
        signal: signal ?? new AbortController().signal,
        patience: patience ?? "background",
      });
      return provider.connect(config, context);
    },
    close: () => runtime.close(),
  };
}

/** A log of requests, as simulators keep it. */
interface RequestLog {
  list(filter: { readonly after: number }): ReadonlyArray<{ readonly id: number; readonly method: string; readonly path: string }>;
}

/** @returns a function that gives methods and paths received since the last time it was asked */
export function callsSince(log: RequestLog): () => string[] {
  let seen = 0;
  return () => {
    const requests = log.list({ after: seen });
    seen = requests.at(-1)?.id ?? seen;
    return requests.map(({ method, path }) => `${method} ${path}`);
  };
}
