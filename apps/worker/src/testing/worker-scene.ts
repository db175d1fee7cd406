import { randomBytes, randomUUID } from "node:crypto";
import { DEFAULT_KEYS, startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { testWithDatabase, type TestDatabase } from "@integrations/database/testing";
import { createTestClock } from "@integrations/provider-kit/testing";
import { PROVIDERS } from "@integrations/providers";
import { parseConfiguration } from "@integrations/services";
import { compose, type ComposeOptions, type WorkerParts } from "../compose.ts";
import { createLogger } from "../process/create-logger.ts";
import { startProcess, type WorkerProcess, type WorkerScript } from "./worker-process.ts";

export interface WorkerScene {
  readonly simulator: Simulator;
  readonly parts: WorkerParts;
  /** What a worker process is given. */
  readonly env: Readonly<Record<string, string>> & { readonly DATABASE_URL: string };
  /** A partner of its own tenant; each customer has an agreement with these lines. */
  addPartner(name: string, customers: readonly SceneCustomer[]): Promise<ScenePartner>;
  /** Killed after the test where it still runs. */
  start(script: WorkerScript, env?: Readonly<Record<string, string>>): WorkerProcess;
}

export interface SceneCustomer {
  readonly name: string;
  /** Of CloudFilter and Bracket, which are mapped to a product each. */
  readonly counted: { readonly cloudfilter?: number; readonly bracket?: number };
  /** Quantities standing at ConnectWise; left out, there is no line. */
  readonly lines: { readonly cloudfilter?: number; readonly bracket?: number };
}

export interface ScenePartner {
  readonly partnerId: string;
  readonly connectionId: string;
  /** Ongoing lines as `customer/product=quantity`. */
  standing(): string[];
}

const PRODUCTS = { cloudfilter: 7001, bracket: 7002 } as const;

/** The same in a time of its own: waiting costs none, and an answer is late after a quarter of a second. */
export const testWithQuickScene = testWithDatabase.extend("scene", async ({ testDatabase }, { onCleanup }) => {
  const clock = createTestClock({ startAt: new Date(), auto: true });
  const { scene, close } = await openScene(testDatabase, { clock, outboundLimits: { answerTimeoutMs: 250 } });
  onCleanup(close);
  return scene;
});

/** `it` with a database, ConnectWise as it is on the wire, and a worker's parts that reach both. */
export const testWithScene = testWithDatabase.extend("scene", async ({ testDatabase }, { onCleanup }) => {
  const { scene, close } = await openScene(testDatabase);
  onCleanup(close);
  return scene;
});

async function openScene(
  testDatabase: TestDatabase,
  options: ComposeOptions = {},
): Promise<{ scene: WorkerScene; close: () => Promise<void> }> {
  const simulator = await startConnectWiseSimulator({ controlPort: false, tenants: [] });
  const env = {
    DATABASE_URL: testDatabase.url,
    CREDENTIALS_KEYS: `test:${randomBytes(32).toString("base64")}`,
    CONNECTWISE_CLIENT_ID: randomUUID(),
    CONNECTWISE_CLOUD_SITES: simulator.site,
    OUTBOUND_ALLOW: simulator.site,
    WORKER_CONCURRENCY: "4",
  };
  const parts = compose(parseConfiguration(env, { needs: "worker", providers: PROVIDERS }), createLogger("silent"), options);
  const processes: WorkerProcess[] = [];
  const scene: WorkerScene = {
    simulator,
    parts,
    env,
    addPartner: (name, customers) => addPartner(simulator, { testDatabase, parts }, name, customers),
    start: (script, changes = {}) => {
      const started = startProcess(script, { ...env, ...changes });
      processes.push(started);
      return started;
    },
  };
  const close = async (): Promise<void> => {
    for (const each of processes) each.kill("SIGKILL");
    await Promise.all(processes.map((each) => each.ended));
    await parts.close();
    await simulator.close();
  };
  return { scene, close };
}

async function addPartner(
  simulator: Simulator,
  { testDatabase, parts }: { readonly testDatabase: TestDatabase; readonly parts: WorkerParts },
  name: string,
  customers: readonly SceneCustomer[],
): Promise<ScenePartner> {
  const { db } = testDatabase.database;
  const partnerId = randomUUID();
  const connectionId = randomUUID();
  const companyId = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  const tenant = simulator.addTenant({ companyId });
  for (const [service, id] of Object.entries(PRODUCTS)) tenant.data.addProduct({ id, identifier: `VENDOR-${service}`.toUpperCase() });

  await db.insertInto("partners").values({ id: partnerId, name }).execute();
  await db
    .insertInto("connections")
    .values({
      id: connectionId,
      partner_id: partnerId,
      provider_id: "connectwise-manage",
      status: "active",
      settings: JSON.stringify({ companyId, useCustomSite: false }),
      secrets: await parts.context.vault.seal({ ...DEFAULT_KEYS }, { connectionId, providerId: "connectwise-manage" }),
    })
    .execute();
  for (const [service, id] of Object.entries(PRODUCTS)) {
    const product = { product_id: String(id), product_identifier: `VENDOR-${service}`.toUpperCase(), product_description: service };
    await db
      .insertInto("mappings")
      .values({ connection_id: connectionId, partner_id: partnerId, service_code: service, ...product })
      .execute();
  }
  const names = new Map<number, string>();
  for (const [index, customer] of customers.entries()) {
    const company = tenant.data.addCompany({ name: customer.name });
    const agreement = tenant.data.addAgreement({ companyId: company.id, name: `Managed ${customer.name}` });
    names.set(agreement.id, customer.name);
    for (const [service, quantity] of Object.entries(customer.lines)) {
      const productId = PRODUCTS[service as keyof typeof PRODUCTS];
      tenant.data.addLine({ agreementId: agreement.id, productId, quantity });
    }
    const id = `${partnerId}-${index}`;
    await db.insertInto("customers").values({ partner_id: partnerId, id, name: customer.name }).execute();
    const assigned = { company_id: String(company.id), company_name: company.name, agreement_id: String(agreement.id) };
    await db
      .insertInto("assignments")
      .values({ connection_id: connectionId, partner_id: partnerId, customer_id: id, ...assigned, agreement_name: agreement.name })
      .execute();
    await db
      .insertInto("quantity_snapshots")
      .values({ partner_id: partnerId, customer_id: id, observed_at: new Date(), quantities: JSON.stringify(customer.counted) })
      .execute();
  }
  const serviceOf = new Map<number, string>(Object.entries(PRODUCTS).map(([service, id]) => [id, service]));
  return {
    partnerId,
    connectionId,
    standing: () =>
      tenant.data
        .allLines()
        .filter((line) => line.cancelledDate === undefined)
        .map((line) => `${names.get(line.agreementId)}/${serviceOf.get(line.productId)}=${line.quantity}`)
        .toSorted(),
  };
}
