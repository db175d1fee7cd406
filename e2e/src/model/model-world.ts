import {
  DEFAULT_KEYS,
  startConnectWiseSimulator,
  type PersonEdits,
  type Simulator,
  type Tenant,
} from "@integrations/connectwise-simulator";
import type { Database } from "@integrations/database";
import { createTestDatabase } from "@integrations/database/testing";
import {
  assignCustomer,
  enableConnection,
  findPartnerScope,
  putCustomersOfPlatform,
  putPartnersOfPlatform,
  putQuantities,
  saveMappings,
  savePreferences,
  type Actor,
  type PartnerScope,
} from "@integrations/services";
import { sql } from "kysely";
import { createPlatform, type Platform } from "../support/run-world/platform.ts";
import { createWorldClock, type WorldClock } from "../support/run-world/world-clock.ts";
import type { Picture } from "./picture.ts";
import type { RunHistory } from "./run-history.ts";
import type { Setup } from "./setup.ts";
import { AGREEMENTS, CUSTOMERS, PRODUCTS, SERVICES, type Counts, type Customer, type Pair } from "./vocabulary.ts";

export const PROVIDER_ID = "connectwise-manage";
export const CONSOLE: Actor = { subject: "console", role: "platform", ip: null };
const PARTNER: Actor = { subject: "partner-admin", role: "partner", ip: null };
const BEGIN_AT = new Date("2026-03-08T20:00:00Z");

/** One database and one ConnectWise for all sequences, so that each costs a partner and a tenant only. */
export interface Arena {
  /** The owner's: it only looks, and clears away. */
  readonly database: Database;
  readonly databaseOfServer: Database;
  readonly databaseOfWorker: Database;
  readonly databaseUrl: string;
  readonly simulator: Simulator;
  /** The clock of the sequence that is played. */
  clock: WorldClock;
  played: number;
  /** How often what was met, so that a test can tell that it met something. */
  readonly met: Map<string, number>;
  close(): Promise<void>;
}

export async function openArena(): Promise<Arena> {
  const testDatabase = await createTestDatabase();
  const arena = { clock: createWorldClock(BEGIN_AT) };
  const simulator = await startConnectWiseSimulator({ controlPort: false, tenants: [], clock: { now: () => arena.clock.now() } });
  return Object.assign(arena, {
    database: testDatabase.database,
    databaseOfServer: testDatabase.server,
    databaseOfWorker: testDatabase.worker,
    databaseUrl: testDatabase.url,
    simulator,
    played: 0,
    met: new Map<string, number>(),
    close: async () => {
      await simulator.close();
      await testDatabase.drop();
    },
  });
}

/** One partner and its ConnectWise, for one sequence. */
export interface ModelWorld {
  readonly arena: Arena;
  readonly setup: Setup;
  readonly clock: WorldClock;
  readonly tenant: Tenant;
  readonly psa: PersonEdits;
  /** The processes that serve people, and that carry out runs. */
  readonly server: Platform;
  readonly worker: Platform;
  readonly otherWorker: Platform;
  readonly partnerId: string;
  readonly scope: PartnerScope;
  readonly picture: Picture;
  readonly agreementIds: readonly number[];
  readonly productIds: readonly number[];
  readonly companyOf: ReadonlyMap<number, number>;
  connectionId: string;
  /** Pairs of which a person touched a line, in order; and those whose agreement or product somebody changed. */
  readonly touched: Pair[];
  readonly shaken: Pair[];
  /** Lines that a person moved to another product or gave an end: which product they are of, and until when, is that person's doing. */
  readonly handled: Set<number>;
  readonly runs: Map<string, RunHistory>;
  close(): Promise<void>;
}

export async function openModelWorld(arena: Arena, setup: Setup): Promise<ModelWorld> {
  arena.played += 1;
  const clock = createWorldClock(BEGIN_AT);
  arena.clock = clock;
  const name = `model-${arena.played}`;
  const tenant = arena.simulator.addTenant({ companyId: name });
  const ids = furnishSite(tenant.data, setup);
  const platform = (database: Database): Platform => createPlatform({ database, clock, site: arena.simulator.site });
  const server = platform(arena.databaseOfServer);
  const worker = platform(arena.databaseOfWorker);
  const otherWorker = platform(arena.databaseOfWorker);
  await putPartnersOfPlatform(server.context, CONSOLE, [{ id: name, name, timeZone: setup.timeZone }]);
  const scope = await findPartnerScope(server.context, name, PARTNER);
  if (scope === undefined) throw new Error("The partner is not there.");
  const world: ModelWorld = {
    arena,
    setup,
    clock,
    tenant,
    psa: tenant.data,
    server,
    worker,
    otherWorker,
    partnerId: name,
    scope,
    picture: {
      customers: new Map(CUSTOMERS.map((customer) => [customer, { archived: false, excluded: false, agreementId: null, count: null }])),
      mappings: new Map(),
      zeroPolicies: new Map(),
      status: "active",
    },
    ...ids,
    connectionId: "",
    touched: [],
    shaken: [],
    handled: new Set(),
    runs: new Map(),
    close: async () => {
      arena.simulator.faults.clear();
      await Promise.all([server.close(), worker.close(), otherWorker.close()]);
      // The next sequence's nights must not find this one's partner.
      await sql`delete from partners where id = ${name}`.execute(arena.database.db);
      await sql`delete from graphile_worker._private_jobs`.execute(arena.database.db);
      arena.simulator.requests.clear();
    },
  };
  await putCustomersOfPlatform(server.context, CONSOLE, { partnerId: name, customers: CUSTOMERS.map((id) => ({ id, name: id })) });
  await enable(world);
  await furnishPlatform(world);
  return world;
}

/** Also after a removal: nothing is mapped or assigned then. */
export async function enable(world: ModelWorld): Promise<void> {
  const { server, scope, setup, tenant } = world;
  const config = { companyId: tenant.companyId, ...DEFAULT_KEYS, useCustomSite: false };
  const connection = await enableConnection(server.context, scope, { providerId: PROVIDER_ID, config }, new AbortController().signal);
  const preferences = { guardMinLines: setup.guardMinLines, guardMinShare: 0.3, concurrency: setup.concurrency };
  await savePreferences(server.context, scope, { providerId: PROVIDER_ID, preferences });
  world.connectionId = connection.id;
  world.picture.status = "active";
}

export async function pushCounts(world: ModelWorld, customers: readonly Customer[], counts: Counts, observedAt: Date): Promise<void> {
  const quantities = Object.entries(counts).map(([service, quantity]) => ({ service, quantity }));
  const { accepted } = await putQuantities(world.server.context, CONSOLE, {
    partnerId: world.partnerId,
    observedAt,
    customers: customers.map((customerId) => ({ customerId, quantities })),
  });
  let newer = 0;
  for (const name of customers) {
    const customer = pictured(world, name);
    if (customer.count !== null && customer.count.observedAtMs > observedAt.getTime()) continue;
    customer.count = { observedAtMs: observedAt.getTime(), counts };
    newer += 1;
  }
  if (accepted !== newer) throw new Error(`${accepted} counts were taken where ${newer} were newer than what was known.`);
}

export function pictured({ picture }: ModelWorld, customer: Customer) {
  const found = picture.customers.get(customer);
  if (found === undefined) throw new Error(`There is no customer ${customer}.`);
  return found;
}

export function meet({ met }: Arena, what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1);
}

/** What stands at this place, counted round. */
export function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}

function furnishSite(psa: PersonEdits, setup: Setup): Pick<ModelWorld, "agreementIds" | "productIds" | "companyOf"> {
  const productIds = PRODUCTS.map((identifier) => psa.addProduct({ identifier }).id);
  const companies = [psa.addCompany({ name: "North" }), psa.addCompany({ name: "South" })] as const;
  const agreements = AGREEMENTS.map((name, index) =>
    psa.addAgreement({ name, companyId: companies[index === 2 ? 1 : 0].id, startDate: "2025-01-01T00:00:00Z" }),
  );
  for (const { agreement, product, quantity } of setup.lines) {
    const place = { agreementId: at(agreements, agreement).id, productId: at(productIds, product) };
    psa.addLine({ ...place, quantity, effectiveDate: "2025-01-01T00:00:00Z" });
  }
  return {
    productIds,
    agreementIds: agreements.map(({ id }) => id),
    companyOf: new Map(agreements.map(({ id, companyId }) => [id, companyId])),
  };
}

async function furnishPlatform(world: ModelWorld): Promise<void> {
  const { server, scope, setup, picture } = world;
  const { signal } = new AbortController();
  const mapped = SERVICES.flatMap((service, index) => {
    const product = setup.mapped[index] ?? null;
    return product === null ? [] : [[service, at(world.productIds, product)] as const];
  });
  const assignments = mapped.map(([service, productId]) => ({ service, productId: String(productId) }));
  if (mapped.length > 0) await saveMappings(server.context, scope, { providerId: PROVIDER_ID, assignments }, signal);
  for (const [service, productId] of mapped) picture.mappings.set(service, productId);
  for (const [index, customerId] of CUSTOMERS.entries()) {
    const agreement = setup.assigned[index] ?? null;
    const counts = setup.counted[index] ?? null;
    if (agreement !== null) {
      const agreementId = at(world.agreementIds, agreement);
      const ids = { companyId: String(world.companyOf.get(agreementId)), agreementId: String(agreementId) };
      await assignCustomer(server.context, scope, { providerId: PROVIDER_ID, customerId, ...ids }, signal);
      pictured(world, customerId).agreementId = agreementId;
    }
    if (counts !== null) await pushCounts(world, [customerId], counts, world.clock.now());
  }
}
