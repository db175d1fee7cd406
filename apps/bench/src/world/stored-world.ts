import { randomUUID } from "node:crypto";
import { createDatabase, type Database } from "@integrations/database";
import { PROVIDERS } from "@integrations/providers";
import { createJoseVault, createProviderRegistry, type Actor, type PartnerScope, type ServiceContext } from "@integrations/services";
import { sql } from "kysely";
import { runMeasured } from "../programs/run-measured.ts";
import type { Bench } from "../rows/row.ts";

export const PROVIDER_ID = "connectwise-manage";
export const CONSOLE: Actor = { subject: "console", role: "platform", ip: null };

/** What is measured of the database alone: the use cases as the server calls them, and rows put there for them to find. */
export interface StoredWorld {
  readonly context: ServiceContext;
  readonly owner: Database;
}

export async function withStoredWorld<Answer>(bench: Bench, work: (world: StoredWorld) => Promise<Answer>): Promise<Answer> {
  const name = `bench_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(bench.postgresUrl);
  const admin = createDatabase({ url: url.href, applicationName: "bench", role: "owner", maxConnections: 1 });
  await admin.pool.query(`create database ${name}`);
  await admin.close();
  url.pathname = `/${name}`;
  const keys = `bench:${Buffer.alloc(32, 1).toString("base64")}`;
  await runMeasured(bench, "worker/src/migrate.ts", { DATABASE_URL: url.href, CREDENTIALS_KEYS: keys });
  const owner = createDatabase({ url: url.href, applicationName: "bench", role: "owner" });
  const database = createDatabase({ url: url.href, applicationName: "bench", role: "server" });
  const nothing = (): void => undefined;
  const context: ServiceContext = {
    database,
    clock: { now: () => new Date(), sleep: () => Promise.resolve() },
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    providers: createProviderRegistry(PROVIDERS),
    vault: createJoseVault([{ id: "bench", bytes: new Uint8Array(32) }]),
    host: {
      contextFor: () => {
        throw new Error("Nothing that is measured here leaves the process.");
      },
    },
  };
  try {
    return await work({ context, owner });
  } finally {
    await database.close();
    await owner.close();
  }
}

/** A partner with a connection, and customers of which every second one has an agreement. */
export async function insertStoredPartner({ owner }: StoredWorld, id: string, customers: number): Promise<PartnerScope> {
  const { db } = owner;
  await db.insertInto("partners").values({ id, name: id }).execute();
  const connection = await db
    .insertInto("connections")
    .values({ partner_id: id, provider_id: PROVIDER_ID, status: "active", settings: "{}", secrets: "none" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await sql`
    insert into customers (partner_id, id, name)
    select ${id}, 'c-' || number, 'Customer ' || md5(number::text) from generate_series(1, ${customers}::int) as number`.execute(db);
  await sql`
    insert into assignments (connection_id, partner_id, customer_id, company_id, company_name, agreement_id, agreement_name)
    select ${connection.id}::uuid, ${id}, 'c-' || number, number::text, 'Company ' || number, number::text, 'Agreement ' || number
    from generate_series(1, ${customers}::int, 2) as number`.execute(db);
  return { partner: { id, name: id, timeZone: "UTC" }, actor: { subject: "someone", role: "partner", ip: null } };
}

/** Nights that are over, each with as many stored changes. */
export async function insertStoredNights(
  { owner }: StoredWorld,
  partnerId: string,
  { nights, changes }: { nights: number; changes: number },
): Promise<void> {
  await sql`
    with night as (
      insert into runs (partner_id, provider_id, connection_id, trigger, status, night, counts, queued_at, due_at, started_at, finished_at)
      select partner_id, provider_id, id, 'nightly', 'succeeded', current_date - back, jsonb_build_object('set', ${changes}::int), began, began, began, began
      from connections, generate_series(1, ${nights}::int) as back, lateral (select now() - make_interval(days => back)) as at (began)
      where partner_id = ${partnerId}
      returning id, partner_id, finished_at
    )
    insert into run_changes (run_id, position, partner_id, agreement_id, product_id, line_id, before, after, outcome, recorded_at)
    select id, number, partner_id, number::text, '7', number::text, 1, 2, 'set', finished_at from night, generate_series(1, ${changes}::int) as number`.execute(
    owner.db,
  );
}
