import { Logger, runMigrations } from "graphile-worker";
import type { Pool } from "pg";

/** Any number; only the processes of this function agree on it. */
const LOCK_ID = 4_127_305_611;

/**
 * Brings the queue's own tables (schema `graphile_worker`) to the version of the library. Safe from several processes at
 * once: the library alone gives up where more than two of them make the schema in the same moment. The pool needs two connections.
 */
export async function migrateJobs(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK_ID]);
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  } finally {
    // Closing the connection gives the lock back, whatever happened.
    client.release(true);
  }
}
