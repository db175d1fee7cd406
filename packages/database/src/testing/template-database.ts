import { randomBytes } from "node:crypto";
import { Logger, runMigrations } from "graphile-worker";
import { escapeIdentifier, Pool } from "pg";
import { migrateToLatest } from "../migrate.ts";
import { asAdmin, databaseUrl, dropDatabase } from "./admin.ts";

export interface Template {
  readonly name: string;
  drop(): Promise<void>;
}

/**
 * Makes the database that tests are copied from: this package's schema and the job queue's, which a deployment gets from
 * `pnpm migrate`. The queue's is made here as `migrateJobs` does it, because this package may not import the jobs.
 */
export async function createTemplate(adminUrl: string): Promise<Template> {
  const name = `integrations_template_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, (client) => client.query(`create database ${escapeIdentifier(name)} template template0`));
  try {
    const url = databaseUrl(adminUrl, name);
    await migrateToLatest(url);
    await migrateQueue(url);
    return { name, drop: () => dropDatabase(adminUrl, name) };
  } catch (error) {
    await dropDatabase(adminUrl, name);
    throw error;
  }
}

async function migrateQueue(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 2 });
  // The library wants a handler; the trouble itself comes back from the query.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    await pool.query("select grant_queue_access()");
  } finally {
    await pool.end();
  }
}
