import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { isRunOver } from "@integrations/core";
import { createDatabase, type Database } from "@integrations/database";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@integrations/database/embedded";
import { enqueue, sweepJob } from "@integrations/jobs";
import { systemClock } from "@integrations/provider-kit";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startProgram, type ChildProcess } from "../support/process-scene/child-process.ts";
import { environmentFor } from "../support/process-scene/process-scene.ts";
import { addPartner, RIGHT, TOLD, type ScenePartner } from "../support/process-scene/scene-partner.ts";
import { createPlatform, type Platform } from "../support/run-world/platform.ts";

const PATIENT = { timeout: 120_000, interval: 100 };
/** Of a run: discovery is remembered, so that these are agreements, products, lines twice, the write, the look, the new line. */
const REQUESTS = 7;

describe("a database server that is stopped and started again", () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let simulator: Simulator;
  let database: Database;
  let platform: Platform;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "integrations-restart-"));
    // The server may run as another user, who has to pass.
    await chmod(folder, 0o755);
    postgres = await startEmbeddedPostgres({ persistent: true, dataDir: folder });
    simulator = await startConnectWiseSimulator({ controlPort: false, tenants: [] });
    expect(await startProgram("worker/src/migrate.ts", environmentFor(postgres.url, simulator)).ended).toBe(0);
    database = createDatabase({ url: postgres.url, role: "owner", applicationName: "test" });
    platform = createPlatform({ database, clock: systemClock, site: simulator.site });
  });
  afterAll(async () => {
    worker?.kill("SIGKILL");
    await worker?.ended;
    await platform.close();
    await database.close();
    await simulator.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("in the middle of runs costs no quantity and doubles no line", { timeout: 240_000 }, async () => {
    const partners: Array<{ readonly partner: ScenePartner; readonly runId: string }> = [];
    const standing: Array<Promise<{ release(): void }>> = [];
    for (let nth = 1; nth <= REQUESTS; nth += 1) {
      for (const at of ["before", "after"] as const) {
        const partner = await addPartner({ simulator, database, platform }, `${at}-${nth}`);
        standing.push(simulator.faults.hold({ match: { tenant: partner.name }, nth, times: 1, at }).next());
        partners.push({ partner, runId: await partner.startRun() });
      }
    }
    const running = startProgram("worker/src/main.ts", environmentFor(postgres.url, simulator));
    worker = running;
    const held = await Promise.all(standing);

    const { port } = new URL(postgres.url);
    await postgres.stop();
    // What was under way goes on without a database, and has to wait for it.
    for (const each of held) each.release();
    await vi.waitFor(() => expect(running.output()).toContain("the lease could not be renewed"), PATIENT);
    postgres = await startEmbeddedPostgres({ persistent: true, dataDir: folder, port: Number(port) });

    const lost = (): Set<string> =>
      new Set([...running.output().matchAll(/"runId":"([^"]+)"[^\n]*will be taken over/g)].map(([, id]) => id ?? ""));
    for (const { partner, runId } of partners) {
      await vi.waitFor(async () => {
        const { status } = await partner.run(runId);
        expect(isRunOver(status) || status === "queued" || lost().has(runId)).toBe(true);
      }, PATIENT);
    }
    // Runs that were put back or lost are begun again in time; a living worker has let go of all of these.
    await passFiveMinutes(database);
    for (const { partner, runId } of partners) {
      await vi.waitFor(async () => expect(isRunOver((await partner.run(runId)).status)).toBe(true), PATIENT);
      const run = await partner.run(runId);
      const is = { partner: partner.name, status: run.status, standing: partner.standing(), told: partner.told(run) };
      expect(is).toEqual({ partner: partner.name, status: "succeeded", standing: RIGHT, told: TOLD });
    }
    running.kill("SIGTERM");
    expect(await running.ended).toBe(0);
  });
});

async function passFiveMinutes(database: Database): Promise<void> {
  const minutes = sql`interval '5 minutes'`;
  await sql`update runs set lease_expires_at = lease_expires_at - ${minutes}, due_at = due_at - ${minutes}`.execute(database.db);
  await sql`update graphile_worker._private_jobs set run_at = run_at - ${minutes}`.execute(database.db);
  await database.transaction((trx) => enqueue(trx, sweepJob, {}));
}
