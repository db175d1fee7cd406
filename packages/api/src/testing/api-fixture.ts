import type { Clock, ProviderContext } from "@integrations/core";
import type { TestDatabase } from "@integrations/database/testing";
import { createJoseVault, type ProviderRegistry, type ServiceContext } from "@integrations/services";
import { createCaller } from "../app-router.ts";
import type { ApiContext, Principal } from "../context.ts";
import { createSupportViewLog } from "../procedures/support-view-log.ts";
import { createMemoryPsa, type MemoryPsa } from "./memory-psa.ts";

export type Caller = ReturnType<typeof createCaller>;

/** The router over a real database and a provider in memory, with a clock that stands still. */
export interface ApiFixture {
  readonly psa: MemoryPsa;
  readonly services: ServiceContext;
  /** Everything that was logged, as text. */
  readonly log: string[];
  /** Moves the clock. */
  setNow(now: Date | string): void;
  /** Calls as this person. */
  as(principal: Partial<Principal> | null, context?: Partial<ApiContext>): Caller;
  readonly platform: Caller;
  readonly support: Caller;
  partner(partnerId: string): Caller;
}

/** A moment in the middle of a month, in the middle of a day. */
export const NOW = new Date("2026-03-10T12:00:00.000Z");

export const PSA = "memory-psa";

/** A config the provider lets in. */
export const GOOD_CONFIG = { account: "acme", token: "good-token" };

export function createApiFixture(testDatabase: TestDatabase): ApiFixture {
  const psa = createMemoryPsa();
  const log: string[] = [];
  let now = NOW;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const services = createServices(testDatabase, { psa, clock, log });
  const supportViews = createSupportViewLog();
  const as: ApiFixture["as"] = (principal, context = {}) =>
    createCaller({
      services,
      principal: principal && { subject: "somebody", role: undefined, partnerId: undefined, name: null, email: null, ...principal },
      requestId: "request-1",
      ip: "203.0.113.7",
      signal: new AbortController().signal,
      inputInUrl: false,
      admit: () => Promise.resolve(true),
      nextNightAt: () => new Date("2026-03-11T02:00:00.000Z"),
      supportViews,
      notices: {
        sendsMail: true,
        refusalOfUrl: (url) => (url.startsWith("https://inside.") ? "The address is not a public one." : undefined),
      },
      ...context,
    });
  return {
    psa,
    services,
    log,
    setNow: (at) => {
      now = new Date(at);
    },
    as,
    platform: as({ subject: "console", role: "platform" }),
    support: as({ subject: "sally", role: "support" }),
    partner: (partnerId) => as({ subject: `user-of-${partnerId}`, role: "partner", partnerId }),
  };
}

/** Partners `p1` and `p2`, each with customers `c1` (Alpha) and `c2` (Beta). */
export async function pushSample(api: ApiFixture): Promise<void> {
  await api.platform.platform.putPartners({
    partners: [
      { id: "p1", name: "First Partner", timeZone: "Pacific/Auckland" },
      { id: "p2", name: "Second Partner" },
    ],
  });
  for (const partnerId of ["p1", "p2"]) {
    await api.platform.platform.putCustomers({
      partnerId,
      customers: [
        { id: "c1", name: "Alpha", domains: ["alpha.example"] },
        { id: "c2", name: "Beta" },
      ],
    });
  }
}

/** The same, with `p1` connected. */
export async function pushAndEnable(api: ApiFixture): Promise<Caller> {
  await pushSample(api);
  const caller = api.partner("p1");
  await caller.connection.enable({ providerId: PSA, config: GOOD_CONFIG });
  return caller;
}

function createServices(testDatabase: TestDatabase, options: { psa: MemoryPsa; clock: Clock; log: string[] }): ServiceContext {
  const { psa, clock, log } = options;
  const write = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    log.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger = { debug: write, info: write, warn: write, error: write };
  const providers: ProviderRegistry = { all: [psa.provider], find: (id) => (id === psa.provider.id ? psa.provider : undefined) };
  return {
    database: testDatabase.server,
    clock,
    logger,
    providers,
    vault: createJoseVault([{ id: "test", bytes: new Uint8Array(32).fill(7) }]),
    host: {
      contextFor: ({ signal, patience, limits, memory }): ProviderContext => ({
        fetch: () => Promise.reject(new Error("the provider in memory asks nobody")),
        clock,
        logger,
        signal,
        environment: undefined,
        limiter: () => ({ run: (call) => call(), pauseUntil: () => undefined, tell: () => undefined }),
        limits,
        memory,
        patience,
      }),
    },
  };
}
