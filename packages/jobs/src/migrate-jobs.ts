import { Logger, runMigrations } from "graphile-worker";
import type { Pool } from "pg";

/**
 * Brings the queue's own tables (schema `graphile_worker`) to the version of the library, and lets the roles of server and worker
 * into them: the one may add jobs, the other may do everything. Our own schema comes first (`migrateToLatest`), since it says
 * how. Several processes may call it at once. A database that a newer, incompatible version of the library has migrated is
 * refused.
 */
export async function migrateJobs(pool: Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  await pool.query("select grant_queue_access()");
}
