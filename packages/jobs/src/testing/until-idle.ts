import type { Pool } from "pg";
import { expect } from "vitest";

/** The queue tells the database how a job ended without waiting for the answer, also when it is stopped. */
export async function untilIdle(pool: Pool): Promise<void> {
  await expect.poll(() => pool.totalCount - pool.idleCount + pool.waitingCount).toBe(0);
}
