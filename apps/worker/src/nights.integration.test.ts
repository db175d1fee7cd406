import type { FaultRule } from "@integrations/connectwise-simulator";
import { sql } from "kysely";
import { describe, expect, vi } from "vitest";
import { compose, type ComposeOptions, type WorkerParts } from "./compose.ts";
import { startWorker, type Worker } from "./start-worker.ts";
import { testWithScene as it, type WorkerScene } from "./testing/worker-scene.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PATIENT = { timeout: 30_000, interval: 50 };
const ANNA = { name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } } as const;

describe("the night after a downtime", () => {
  it.for([
    ["an hour", 1],
    ["20 hours", 20],
    ["3 days", 72],
  ] as const)("of %s is made good, once for each connection, by all workers that come back together", async ([, hours], { scene }) => {
    const partners = [await scene.addPartner("One", [ANNA]), await scene.addPartner("Two", [ANNA])];
    // The last night that fell into the downtime, and the last one before it.
    const downSince = Date.now() - hours * HOUR_MS;
    const dueAt = atMinute(Math.max(downSince, Date.now() - 20 * HOUR_MS) + 2 * 60_000);
    const lastNight = new Date(dueAt.getTime() - Math.ceil(hours / 24) * DAY_MS);
    await lastSeen(scene, lastNight);
    await withWorkers(scene, { count: 3, dueAt }, async () => {
      await vi.waitFor(async () => {
        expect(await runsOf(scene)).toEqual(
          partners
            .map(({ connectionId }) => ({ connection_id: connectionId, trigger: "nightly", status: "succeeded", night: dayOf(dueAt) }))
            .toSorted((one, other) => (one.connection_id < other.connection_id ? -1 : 1)),
        );
      }, PATIENT);
    });
    expect(partners.flatMap((partner) => partner.standing())).toEqual(["Anna/cloudfilter=2", "Anna/cloudfilter=2"]);
    expect(scene.simulator.requests.writes()).toHaveLength(2);
    // The queue remembers it: whoever starts next has nothing to catch up on.
    const { rows } = await sql<{ last_execution: Date }>`
      select last_execution from graphile_worker._private_known_crontabs where identifier = 'nightly'`.execute(scene.parts.database.db);
    expect(rows).toEqual([{ last_execution: dueAt }]);
  });
});

describe("a poisoned connection", () => {
  const LINES = { method: "GET", path: "/finance/agreements/*/additions" } as const;
  /** Calls at once that a site allows. */
  const PLACES = 20;

  it.for<readonly [string, FaultRule]>([
    ["never answers", { fault: { kind: "hang" } }],
    ["never answers about any of its many agreements", { match: LINES, fault: { kind: "hang" } }],
    ["is told to wait for ever", { fault: { kind: "status", status: 429, retryAfter: { seconds: 3_600 } } }],
    ["is answered by faults only", { fault: { kind: "status", status: 503 } }],
  ])("that %s delays nobody else at the same site", async ([, rule], { scene }) => {
    const dueAt = atMinute(Date.now() - HOUR_MS);
    const many = Array.from({ length: 3 * PLACES }, (_, index) => ({ ...ANNA, name: `Anna ${index}` }));
    const poisoned = await scene.addPartner("Poisoned", many);
    const others = [];
    for (const name of ["Good one", "Good two", "Good three", "Good four"]) others.push(await scene.addPartner(name, [ANNA]));
    scene.simulator.faults.inject({ ...rule, match: { ...rule.match, tenant: "poisoned" } } as FaultRule);
    await lastSeen(scene, new Date(dueAt.getTime() - DAY_MS));
    let asked = 0;
    await withWorkers(scene, { count: 1, dueAt, outboundLimits: { answerTimeoutMs: 4_000 } }, async () => {
      await vi.waitFor(async () => {
        const runs = await runsOf(scene);
        expect(runs.filter((run) => run.status === "succeeded")).toHaveLength(4);
        asked = scene.simulator.requests.list({ tenant: "poisoned" }).length;
        // It is at work still, or was put off.
        expect(["running", "queued"]).toContain(runs.find((run) => run.connection_id === poisoned.connectionId)?.status);
      }, PATIENT);
    });
    expect(others.flatMap((other) => other.standing())).toEqual(Array.from({ length: 4 }, () => "Anna/cloudfilter=2"));
    expect(new Set(poisoned.standing().map((line) => line.split("=")[1]))).toEqual(new Set(["1"]));
    // It may have had all places once before the others had theirs, and hardly any from then on.
    expect(asked).toBeLessThan(2 * PLACES - 5);
  });
});

/** As if the last worker had ended after this night. */
async function lastSeen({ parts }: WorkerScene, night: Date): Promise<void> {
  await sql`insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    values ('nightly', ${night}, ${night})`.execute(parts.database.db);
}

/** Starts so many workers, each with its own pool, whose cron is due at this minute of the day; all at once, without a window. */
async function withWorkers(
  scene: WorkerScene,
  { count, dueAt, ...options }: { readonly count: number; readonly dueAt: Date } & ComposeOptions,
  work: () => Promise<void>,
): Promise<void> {
  const nightlyCron = `${dueAt.getUTCMinutes()} ${dueAt.getUTCHours()} * * *`;
  const configuration = { ...scene.parts.configuration, nightlyCron, nightlyWindowMinutes: 0 };
  const all: WorkerParts[] = Array.from({ length: count }, () => compose(configuration, scene.parts.logger, options));
  const workers: Worker[] = [];
  try {
    workers.push(...(await Promise.all(all.map((parts) => startWorker(parts, { does: "everything" })))));
    await work();
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all(all.map((parts) => parts.close()));
  }
}

async function runsOf({ parts }: WorkerScene) {
  return await parts.database.db
    .selectFrom("runs")
    .select(["connection_id", "trigger", "status", "night"])
    .orderBy("connection_id")
    .execute();
}

function atMinute(time: number): Date {
  return new Date(Math.floor(time / 60_000) * 60_000);
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
