import { randomBytes, randomUUID } from "node:crypto";
import { DEFAULT_KEYS, generateDataset, type GenerateOptions } from "@integrations/connectwise-simulator";
import { createDatabase } from "@integrations/database";
import { createJoseVault } from "@integrations/services";
import { runMeasured, type Measured } from "../programs/run-measured.ts";
import type { SimulatorProcess } from "../programs/simulator-process.ts";
import type { Bench } from "../rows/row.ts";
import { insertPartner, type InsertedPartner } from "./insert-partner.ts";

export interface FleetOptions {
  readonly partners: number;
  /** Of each partner; each has one agreement of its own. */
  readonly customers: number;
  /** Mapped ones, each with a line on every agreement. */
  readonly services: number;
  /** One line in so many is counted otherwise than it stands; 0 for none. */
  readonly everyNthDiffers: number;
  /** Of each connection; the provider's own where absent. */
  readonly callsPerMinute?: number;
}

/** Partners in a database of their own, each with a ConnectWise in the simulator. */
export interface Fleet {
  readonly tenants: readonly string[];
  readonly agreements: number;
  /** Lines counted otherwise than they stand before the first night. */
  readonly changes: number;
  /** Counted units by product, by agreement: the same for every partner. */
  readonly counted: InsertedPartner["counted"];
  /** What any program of the product is given. */
  readonly env: Readonly<Record<string, string>>;
  /** One night over all of them, by a worker of its own. */
  night(): Promise<Measured>;
}

export const CLIENT_ID = "2f1de2c2-58c5-4f29-9a6e-0a1f5f0c7b11";
const SEED = 7;

/** `callsPerMinute` above what anybody can send, as where a site has lifted its limit. The simulator is one site to all partners. */
export const LIFTED = 1_000_000;

export async function createFleet(bench: Bench, simulator: SimulatorProcess, options: FleetOptions): Promise<Fleet> {
  const name = `bench_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(bench.postgresUrl);
  const server = createDatabase({ url: url.href, applicationName: "bench", role: "owner", maxConnections: 1 });
  await server.pool.query(`create database ${name}`);
  await server.close();
  url.pathname = `/${name}`;

  const key = { id: "bench", bytes: new Uint8Array(randomBytes(32)) };
  const env = {
    DATABASE_URL: url.href,
    CREDENTIALS_KEYS: `${key.id}:${Buffer.from(key.bytes).toString("base64")}`,
    CONNECTWISE_CLIENT_ID: CLIENT_ID,
    CONNECTWISE_CLOUD_SITES: simulator.site,
    OUTBOUND_ALLOW: simulator.site,
    LOG_LEVEL: "warn",
  };
  await runMeasured(bench, "worker/src/migrate.ts", env);

  const size: Omit<GenerateOptions, "today"> = {
    seed: SEED,
    companies: options.customers,
    agreementsPerCompany: 1,
    products: 40,
    additionsPerAgreement: options.services,
  };
  const dataset = generateDataset({ ...size, today: new Date() });
  const vault = createJoseVault([key]);
  const database = createDatabase({ url: url.href, applicationName: "bench", role: "owner", maxConnections: 1 });
  const tenants: string[] = [];
  let changes = 0;
  let counted: InsertedPartner["counted"] = [];
  for (let number = 1; number <= options.partners; number += 1) {
    const companyId = `${name.slice(-8)}n${number}`;
    tenants.push(companyId);
    await simulator.control.addTenant({ companyId, dataset: size });
    const connectionId = randomUUID();
    const secrets = await vault.seal({ ...DEFAULT_KEYS }, { connectionId, providerId: "connectwise-manage" });
    const partner = { ...options, partnerId: `partner-${number}`, connectionId, companyId, secrets };
    const inserted = await insertPartner(database, dataset, partner);
    changes += inserted.changes;
    counted = inserted.counted;
  }
  await database.pool.query("analyze");
  await database.close();
  return {
    tenants,
    agreements: options.partners * options.customers,
    changes,
    counted,
    env,
    night: () => runMeasured(bench, "worker/src/nightly.ts", env),
  };
}
