import { sql } from "kysely";
import type { RunFence } from "./run-lease.repository.ts";

/** The run's row, held so that the lease cannot pass to another worker before the statement's end. */
export function fencedRun(fence: RunFence) {
  return sql`select r.id, r.partner_id, r.connection_id from runs r
    where r.id = ${fence.runId}::uuid and r.lease_token = ${fence.leaseToken}::uuid and r.status = 'running' for share`;
}

/** Changes whenever settings or secrets of the connection `c` do, but not where these are encrypted again. */
export const CREDENTIALS_FINGERPRINT = sql<string>`c.credentials_version::text`;
