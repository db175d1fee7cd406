import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "../client.ts";
import { asAdmin } from "./admin.ts";

/** Connections closed by the client live on in the server for a moment. */
const PATIENCE_MS = 3_000;

/**
 * Closes the test's own pools and fails where something else is still open: a transaction nobody ended, a connection
 * still checked out, a pool or process that was never closed. Such a leak would starve a real pool sooner or later.
 */
export async function requireNothingLeftOpen(adminUrl: string, name: string, own: readonly Database[]): Promise<void> {
  const leaks: string[] = [];
  for (const database of own) {
    const { pool } = database;
    const inUse = pool.ended ? 0 : pool.totalCount - pool.idleCount;
    if (inUse > 0) leaks.push(`${inUse} connection(s) of the test's own pool were never given back`);
    // A pool with connections checked out would wait for them for ever.
    else if (!pool.ended) await database.close();
  }
  leaks.push(...(await openConnections(adminUrl, name)));
  if (leaks.length > 0) throw new Error(`The test left database connections open:\n${leaks.map((leak) => `- ${leak}`).join("\n")}`);
}

async function openConnections(adminUrl: string, name: string): Promise<string[]> {
  return await asAdmin(adminUrl, async (client) => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { rows } = await client.query<OpenConnection>(
        `select application_name, state, query from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
        [name],
      );
      if (rows.length === 0 || Date.now() > deadline) return rows.map(describe);
      await wait(20);
    }
  });
}

interface OpenConnection {
  readonly application_name: string;
  readonly state: string | null;
  readonly query: string;
}

function describe({ application_name, state, query }: OpenConnection): string {
  return `"${application_name}" is ${state ?? "in an unknown state"}, last statement: ${query.slice(0, 200)}`;
}
