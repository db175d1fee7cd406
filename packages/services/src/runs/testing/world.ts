import { randomUUID } from "node:crypto";
import type { Clock, ProviderContext } from "@integrations/core";
import type { ConnectionPreferences, Database } from "@integrations/database";
import type { Actor } from "../../actor.ts";
import type { CredentialVault } from "../../credentials/credential-vault.ts";
import type { PartnerScope } from "../../partners/partner-scope.ts";
import type { ServiceContext, ServiceLogger } from "../../service-context.ts";
import { fakeProvider, type FakeSite, type SiteCall } from "./fake-site.ts";

export const NOW = new Date("2026-03-10T02:00:00.000Z");

const ACTOR: Actor = { subject: "someone", role: "partner", ip: null };

export interface MovableClock extends Clock {
  advance(ms: number): void;
  readonly sleeps: number[];
}

/** Stands still until it is moved; a sleep is over at once and moves it. */
export function movableClock(): MovableClock {
  let nowMs = NOW.getTime();
  const sleeps: number[] = [];
  return {
    now: () => new Date(nowMs),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    advance: (ms) => {
      nowMs += ms;
    },
    sleeps,
  };
}

export interface LoggedLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface FakeContext extends ServiceContext {
  readonly clock: MovableClock;
  readonly logged: LoggedLine[];
}

/** A whole service context over a database and a fake site. */
export function fakeContext(database: Database, site: FakeSite, clock: MovableClock = movableClock()): FakeContext {
  const provider = fakeProvider();
  const logged: LoggedLine[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    logged.push({ fields, message });
  };
  const logger: ServiceLogger = { debug: log, info: log, warn: log, error: log };
  return {
    database,
    clock,
    logger,
    logged,
    providers: { all: [provider], find: (id) => (id === provider.id ? provider : undefined) },
    vault: plainVault,
    host: { contextFor: (request) => contextOf(site, { clock, logger, signal: request.signal, memory: request.memory }) },
  };
}

function contextOf(site: FakeSite, given: Pick<ProviderContext, "clock" | "logger" | "signal" | "memory">): ProviderContext {
  return {
    ...given,
    environment: undefined,
    limits: {},
    patience: "background",
    limiter: () => ({ run: (call) => call(), pauseUntil: () => undefined, tell: () => undefined }),
    fetch: async (_url, init) => ({
      status: 200,
      headers: {},
      body: JSON.stringify(await site.answer(JSON.parse(init.body ?? "null") as SiteCall, init.signal)),
    }),
  };
}

const plainVault: CredentialVault = {
  seal: (secrets) => Promise.resolve(JSON.stringify(secrets)),
  open: (sealed) => Promise.resolve(JSON.parse(sealed) as Record<string, string>),
};

export interface CustomerSetup {
  readonly id: string;
  readonly agreementId: string;
  /** Null where no quantities were ever received. */
  readonly quantities: Readonly<Record<string, number>> | null;
  readonly observedAt?: Date;
  readonly archived?: boolean;
}

export interface WorldSetup {
  /** Service to product. */
  readonly mappings: Readonly<Record<string, string>>;
  readonly customers: readonly CustomerSetup[];
  readonly preferences?: ConnectionPreferences;
  readonly timeZone?: string;
}

export interface World {
  readonly partnerId: string;
  readonly connectionId: string;
  readonly scope: PartnerScope;
  push(customerId: string, quantities: Readonly<Record<string, number>>, observedAt?: Date): Promise<void>;
}

/** A partner with a connection, mappings, assignments and counts. Agreements and lines are the site's. */
export async function createWorld(database: Database, setup: WorldSetup): Promise<World> {
  const { db } = database;
  const partnerId = `partner-${randomUUID().slice(0, 8)}`;
  const timeZone = setup.timeZone ?? "UTC";
  await db.insertInto("partners").values({ id: partnerId, name: "Some Partner", time_zone: timeZone }).execute();
  const connection = await db
    .insertInto("connections")
    .values({
      partner_id: partnerId,
      provider_id: "fake-psa",
      status: "active",
      settings: "{}",
      secrets: JSON.stringify({ key: "secret" }),
      preferences: JSON.stringify(setup.preferences ?? {}),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  for (const [service, product] of Object.entries(setup.mappings)) {
    await db
      .insertInto("mappings")
      .values({
        connection_id: connection.id,
        partner_id: partnerId,
        service_code: service,
        product_id: product,
        product_identifier: product.toUpperCase(),
        product_description: `Product ${product}`,
      })
      .execute();
  }
  const push: World["push"] = async (customerId, quantities, observedAt = NOW) => {
    const values = { observed_at: observedAt, quantities: JSON.stringify(quantities) };
    await db
      .insertInto("quantity_snapshots")
      .values({ partner_id: partnerId, customer_id: customerId, ...values })
      .onConflict((conflict) => conflict.columns(["partner_id", "customer_id"]).doUpdateSet(values))
      .execute();
  };
  for (const customer of setup.customers) {
    await db
      .insertInto("customers")
      .values({
        partner_id: partnerId,
        id: customer.id,
        name: `Customer ${customer.id}`,
        archived_at: customer.archived === true ? NOW : null,
      })
      .execute();
    await db
      .insertInto("assignments")
      .values({
        connection_id: connection.id,
        partner_id: partnerId,
        customer_id: customer.id,
        company_id: `company-${customer.agreementId}`,
        company_name: `Company ${customer.agreementId}`,
        agreement_id: customer.agreementId,
        agreement_name: `Agreement ${customer.agreementId}`,
      })
      .execute();
    if (customer.quantities !== null) await push(customer.id, customer.quantities, customer.observedAt);
  }
  const scope = { partner: { id: partnerId, name: "Some Partner", timeZone }, actor: ACTOR };
  return { partnerId, connectionId: connection.id, scope, push };
}
