import { setTimeout as delay } from "node:timers/promises";
import { createDatabase } from "@integrations/database";
import { enqueue, nightlyFanoutJob, nightOf } from "@integrations/jobs";
import { sql } from "kysely";
import type { Fleet } from "./fleet.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const POLL_MS = 100;

/**
 * Does what the crontab does for the night that begins after so many days, and waits until a worker is through with it. The first
 * night over a fleet remembers every line, which is done once in the life of an agreement.
 */
export async function crontabNight({ env, tenants }: Fleet, daysAhead: number): Promise<void> {
  const dueAt = new Date(Date.now() + daysAhead * DAY_MS);
  const database = createDatabase({ url: String(env["DATABASE_URL"]), applicationName: "bench", role: "owner", maxConnections: 1 });
  try {
    await database.transaction((trx) => enqueue(trx, nightlyFanoutJob, { _cron: { ts: dueAt.toISOString(), backfilled: false } }));
    for (let ended = 0; ended < tenants.length; await delay(POLL_MS)) {
      const { rows } = await sql<{ status: string; count: number }>`
        select status, count(*) as count from runs where night = ${nightOf(dueAt)}::date group by status`.execute(database.db);
      ended = 0;
      for (const { status, count } of rows) {
        if (status === "failed" || status === "held" || status === "cancelled")
          throw new Error(`${count} runs of the night are ${status}.`);
        if (status !== "queued" && status !== "running") ended += count;
      }
    }
  } finally {
    await database.close();
  }
}
