import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import type { Database } from "@integrations/database";
import { createTestDatabase } from "@integrations/database/testing";
import { enqueue, sweepJob } from "@integrations/jobs";
import { systemClock } from "@integrations/provider-kit";
import { sql } from "kysely";
import { createPlatform, type Platform } from "../run-world/platform.ts";
import { startProgram, type ChildProcess, type Program } from "./child-process.ts";
import { startPostgresProxy, type PostgresProxy } from "./postgres-proxy.ts";
import { addPartner, type PartnerOptions, type ScenePartner } from "./scene-partner.ts";

/** Real processes over a real database and a ConnectWise, each of whose steps can be stopped. */
export interface ProcessScene {
  readonly simulator: Simulator;
  /** The owner's connections, past the proxy. */
  readonly database: Database;
  readonly proxy: PostgresProxy;
  /** The services in this process, to set up and to look. */
  readonly platform: Platform;
  addPartner(name: string, options?: PartnerOptions): Promise<ScenePartner>;
  /** Starts it behind the proxy; killed at the end of the scene where it still runs. */
  start(program: Program, env?: Readonly<Record<string, string>>): ChildProcess;
  /** What five minutes would do: leases run out, jobs are overdue, and the sweep of the minute comes up. */
  passFiveMinutes(): Promise<void>;
  close(): Promise<void>;
}

const CLIENT_ID = "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111";
/** The key of `createPlatform`, whose secrets the processes have to read. */
const CREDENTIALS_KEYS = `test:${Buffer.alloc(32, 7).toString("base64")}`;

export async function openProcessScene(): Promise<ProcessScene> {
  const testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const simulator = await startConnectWiseSimulator({ controlPort: false, tenants: [] });
  const proxy = await startPostgresProxy(testDatabase.url);
  const platform = createPlatform({ database: testDatabase.serverAndWorker, clock: systemClock, site: simulator.site });
  const processes: ChildProcess[] = [];
  return {
    simulator,
    database,
    proxy,
    platform,
    addPartner: (name, options) => addPartner({ simulator, database, platform }, name, options),
    start: (program, env = {}) => {
      const started = startProgram(program, { ...environmentFor(proxy.url, simulator), ...env });
      processes.push(started);
      return started;
    },
    passFiveMinutes: async () => {
      await sql`update runs set lease_expires_at = lease_expires_at - interval '5 minutes', due_at = due_at - interval '5 minutes'`.execute(
        database.db,
      );
      await sql`update graphile_worker._private_jobs
        set locked_at = locked_at - interval '5 minutes', run_at = run_at - interval '5 minutes'`.execute(database.db);
      await database.transaction((trx) => enqueue(trx, sweepJob, {}));
    },
    close: async () => {
      for (const each of processes) each.kill("SIGKILL");
      await Promise.all(processes.map((each) => each.ended));
      await proxy.close();
      await platform.close();
      await simulator.close();
      await testDatabase.drop();
    },
  };
}

export function environmentFor(databaseUrl: string, simulator: Simulator): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    CREDENTIALS_KEYS,
    CONNECTWISE_CLIENT_ID: CLIENT_ID,
    CONNECTWISE_CLOUD_SITES: simulator.site,
    OUTBOUND_ALLOW: simulator.site,
    WORKER_CONCURRENCY: "10",
  };
}
