import type { LoggedRequest as AutotaskRequest } from "@integrations/autotask-simulator";
import type { LoggedRequest } from "@integrations/connectwise-simulator";
import type { LineDecision } from "@integrations/core";
import { findConnection, saveConnectionMemory, type Database } from "@integrations/database";
import {
  assignCustomer,
  decideLine,
  enableConnection,
  fanOutNight,
  findPartnerScope,
  getRun,
  putCustomersOfPlatform,
  putPartnersOfPlatform,
  putQuantities,
  saveMappings,
  savePreferences,
  startRun,
  updateConnection,
  workOnRun,
  type Actor,
  type PartnerScope,
  type RunReport,
  type StartRunInput,
} from "@integrations/services";
import { startAutotaskSite, type AutotaskSite } from "./autotask-site.ts";
import { nightOf, type Night } from "./night.ts";
import { createPlatform, type Platform } from "./platform.ts";
import type { PlainCustomer, PsaRequest, PsaSite } from "./psa-site.ts";
import { startSite, type Site } from "./site.ts";
import { createWorldClock, type WorldClock } from "./world-clock.ts";
import { FIRST_NIGHT_AT, PLAIN_SETUP, type Counts, type CustomerSetup, type PlainSetup, type WorldSetup } from "./world-setup.ts";

export const PROVIDER_ID = "connectwise-manage";

/** A partner with an enabled integration, its PSA, and the nights over both: nothing in between is simulated. */
export interface World<Customer = PlainCustomer, Request extends PsaRequest = PsaRequest> extends PsaSite<Customer, Request>, Platform {
  readonly clock: WorldClock;
  readonly scope: PartnerScope;
  readonly connectionId: string;
  /** Called before each further attempt at a run. */
  onRetry: () => unknown;
  /** Says what the platform will count for a customer from now on; undefined: it counts the customer no more. */
  count(customer: string, counts: Counts | undefined): void;
  /** Makes a further customer on both sides and assigns it. */
  addCustomer(customer: string, setup: Customer): Promise<void>;
  assign(customer: string, agreementOf?: string): Promise<void>;
  map(mappings: Readonly<Record<string, string>>): Promise<void>;
  /** What the partner does about a line that is gone or that nobody asks for. */
  decide(customer: string, product: string, decision: LineDecision): Promise<void>;
  archive(...customers: readonly string[]): Promise<void>;
  /** Sends the counts to the platform, as the console does. */
  push(observedAt?: Date): Promise<void>;
  /**
   * One night on from the last one: fresh counts are pushed (unless `counts` is "old"), the night is fanned out, and its run
   * carried out as a worker does, later attempts included. Fanned out once for all connections of the partner.
   * @throws Error where no run was queued
   */
  night(options?: { readonly counts?: "fresh" | "old" }): Promise<Night<Request>>;
  /** Fans the next night out. @returns how many runs were queued */
  fanOut(): Promise<number>;
  /** A run that a person starts. */
  run(input?: Omit<StartRunInput, "providerId">): Promise<Night<Request>>;
  /** Carries on with a run that is queued, until it waits for nobody but a person. */
  work(runId: string): Promise<Night<Request>>;
  /** Forgets where the partner's PSA was found, so that the next session has to ask. */
  forgetSite(): Promise<void>;
  /** Enters keys as the partner does on the Connection tab; the same ones again where left out. */
  reconnect(keys?: Readonly<Record<string, string>>): Promise<void>;
}

export interface RunWorld extends World<CustomerSetup, LoggedRequest>, Site {
  readonly simulator: Site["simulator"];
}
export interface AutotaskWorld extends World<PlainCustomer, AutotaskRequest>, AutotaskSite {
  readonly simulator: AutotaskSite["simulator"];
}

const CONSOLE: Actor = { subject: "console", role: "platform", ip: null };
const PARTNER: Actor = { subject: "partner-admin", role: "partner", ip: null };
const PARTNER_ID = "partner-1";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Waits move the clock by minutes in an instant, which must not look like a worker that lost its lease. */
const TIMES = { tickMs: 20, leaseMs: DAY_MS, doubtMs: DAY_MS / 2 };

/**
 * @param database a copy of the migrated template; the caller drops it after `close`
 * @param setup `PLAIN_SETUP` where left out
 */
export async function openRunWorld(database: Database, setup: WorldSetup = PLAIN_SETUP): Promise<RunWorld> {
  const clock = clockOf(setup);
  const site = await startSite(setup, clock);
  const { answerTimeoutMs, alsoAllowed } = setup;
  const platform = createPlatform({ database, clock, site: site.simulator.site, answerTimeoutMs, alsoAllowed });
  return await furnishOrClose(platform, [site], () => furnish(site, platform, clock, setup));
}

/** As {@link openRunWorld}, over an Autotask. */
export async function openAutotaskWorld(database: Database, setup: PlainSetup = PLAIN_SETUP): Promise<AutotaskWorld> {
  const clock = clockOf(setup);
  const site = await startAutotaskSite(setup, clock);
  const { answerTimeoutMs } = setup;
  const platform = createPlatform({ database, clock, site: NOBODY, autotaskSite: site.simulator.site, answerTimeoutMs });
  return await furnishOrClose(platform, [site], () => furnish(site, platform, clock, setup));
}

/** One partner with both integrations, over one platform. Closing either closes both. */
export interface BothWorlds {
  readonly connectwise: RunWorld;
  readonly autotask: AutotaskWorld;
}

export async function openBothWorlds(
  database: Database,
  setup: PlainSetup = PLAIN_SETUP,
): Promise<BothWorlds & { close(): Promise<void> }> {
  const clock = clockOf(setup);
  const connectwise = await startSite(setup, clock);
  const autotask = await startAutotaskSite(setup, clock);
  const platform = createPlatform({ database, clock, site: connectwise.simulator.site, autotaskSite: autotask.simulator.site });
  return await furnishOrClose(platform, [connectwise, autotask], async () => ({
    connectwise: await furnish(connectwise, platform, clock, setup),
    autotask: await furnish(autotask, platform, clock, setup),
  }));
}

/** Where no ConnectWise is. */
const NOBODY = "127.0.0.1:9";

function clockOf({ firstNightAt = FIRST_NIGHT_AT }: Pick<PlainSetup, "firstNightAt">): WorldClock {
  return createWorldClock(new Date(firstNightAt.getTime() - 2 * HOUR_MS));
}

async function furnishOrClose<Furnished extends object>(
  platform: Platform,
  sites: ReadonlyArray<PsaSite<never>>,
  furnished: () => Promise<Furnished>,
): Promise<Furnished & { close(): Promise<void> }> {
  const close = async (): Promise<void> => {
    await platform.close();
    for (const { simulator } of sites) await simulator.close();
  };
  try {
    return Object.assign(await furnished(), { close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish<
  Customer extends { readonly counts?: Counts | undefined },
  Request extends PsaRequest,
  Own extends PsaSite<Customer, Request>,
>(
  site: Own & PsaSite<Customer, Request>,
  platform: Platform,
  clock: WorldClock,
  setup: PlainSetup<Customer>,
): Promise<Own & World<Customer, Request>> {
  const { context } = platform;
  const { signal } = new AbortController();
  const { providerId } = site;
  await putPartnersOfPlatform(context, CONSOLE, [{ id: PARTNER_ID, name: "Acme Resellers", timeZone: setup.timeZone ?? "UTC" }]);
  const scope = await findPartnerScope(context, PARTNER_ID, PARTNER);
  if (scope === undefined) throw new Error("The partner is not there.");
  const connection = await enableConnection(context, scope, { providerId, config: site.config }, signal);
  const { preferences } = setup;
  if (preferences !== undefined) await savePreferences(context, scope, { providerId, preferences });

  const counted = new Map<string, Counts>();
  let nextNightAt = setup.firstNightAt ?? FIRST_NIGHT_AT;

  const count: World["count"] = (customer, counts) => {
    if (counts === undefined) counted.delete(customer);
    else counted.set(customer, counts);
  };
  const assign: World["assign"] = async (customer, agreementOf = customer) => {
    const companyId = String(site.companyId(agreementOf));
    const agreementId = String(site.agreementId(agreementOf));
    await assignCustomer(context, scope, { providerId, customerId: customer, companyId, agreementId }, signal);
  };
  const welcome = async (customers: Readonly<Record<string, Customer>>): Promise<void> => {
    const ids = Object.keys(customers);
    const named = ids.map((id) => ({ id, name: `Customer ${id}` }));
    await putCustomersOfPlatform(context, CONSOLE, { partnerId: PARTNER_ID, customers: named });
    for (const [customer, { counts }] of Object.entries(customers)) if (counts !== undefined) count(customer, counts);
    await Promise.all(ids.map((customer) => assign(customer)));
  };
  const map: World["map"] = async (mappings) => {
    const assignments = Object.entries(mappings).map(([service, product]) => ({ service, productId: String(site.productId(product)) }));
    await saveMappings(context, scope, { providerId, assignments }, signal);
  };
  const push: World["push"] = async (observedAt = clock.now()) => {
    const customers = [...counted].map(([customerId, counts]) => ({
      customerId,
      quantities: Object.entries(counts).map(([service, quantity]) => ({ service, quantity })),
    }));
    await putQuantities(context, CONSOLE, { partnerId: PARTNER_ID, observedAt, customers });
  };
  const fanOut: World["fanOut"] = async () => {
    clock.moveTo(nextNightAt);
    const dueAt = nextNightAt;
    nextNightAt = new Date(dueAt.getTime() + DAY_MS);
    return (await fanOutNight(context, { dueAt, windowMinutes: 0 })).queued;
  };
  const watched = async (begin: () => Promise<string>): Promise<Night<Request>> => {
    const after = site.simulator.requests.last()?.id ?? 0;
    const sentBefore = platform.traffic.calls.length;
    const runId = await begin();
    let report: RunReport = await workOnRun(context, { runId }, { signal, times: TIMES });
    while (report.kind === "retried_later") {
      clock.moveTo(report.dueAt);
      await world.onRetry();
      report = await workOnRun(context, { runId }, { signal, times: TIMES });
    }
    if (report.kind !== "ended") throw new Error(`The run did not come to an end: ${report.kind}.`);
    const run = await getRun(context, scope, { runId });
    return nightOf(site, run, site.simulator.requests.list({ after }), platform.traffic.calls.slice(sentBefore));
  };

  const world: Own & World<Customer, Request> = {
    ...site,
    ...platform,
    clock,
    onRetry: () => undefined,
    scope,
    connectionId: connection.id,
    count,
    addCustomer: async (customer, customerSetup) => {
      site.add(customer, customerSetup);
      await welcome({ [customer]: customerSetup });
    },
    assign,
    map,
    decide: async (customer, product, decision) => {
      const pair = { agreementId: String(site.agreementId(customer)), productId: String(site.productId(product)) };
      await decideLine(context, scope, { providerId, ...pair, decision });
    },
    archive: async (...customers) => {
      const archived = customers.map((id) => ({ id, name: `Customer ${id}`, archived: true }));
      await putCustomersOfPlatform(context, CONSOLE, { partnerId: PARTNER_ID, customers: archived });
    },
    push,
    fanOut,
    night: async ({ counts = "fresh" } = {}) => {
      clock.moveTo(nextNightAt);
      if (counts === "fresh") await push();
      const night = nextNightAt.toISOString().slice(0, 10);
      return await watched(async () => {
        await fanOut();
        return await runOfNight(context.database, connection.id, night);
      });
    },
    run: async (input = {}) => await watched(async () => (await startRun(context, scope, { providerId, ...input })).runId),
    work: async (runId) => await watched(() => Promise.resolve(runId)),
    forgetSite: async () => {
      await context.database.asPartner(PARTNER_ID, async (trx) => {
        const current = await findConnection(trx, { partnerId: PARTNER_ID, providerId });
        if (current !== undefined) await saveConnectionMemory(trx, current, null);
      });
    },
    reconnect: async (keys = site.keys) => {
      await updateConnection(context, scope, { providerId, config: { ...keys } }, signal);
    },
  };
  await welcome(setup.customers ?? {});
  await map(setup.mappings ?? {});
  return world;
}

async function runOfNight({ db }: Database, connectionId: string, night: string): Promise<string> {
  const run = await db
    .selectFrom("runs")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("night", "=", night)
    .executeTakeFirst();
  if (run === undefined) throw new Error("The night has no run.");
  return run.id;
}
