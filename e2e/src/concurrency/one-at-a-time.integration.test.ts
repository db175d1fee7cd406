import type { Simulator } from "@integrations/connectwise-simulator";
import { isRunOver } from "@integrations/core";
import { fanOutNight } from "@integrations/services";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startForeignIssuer, type ForeignIssuer } from "../support/foreign-issuer.ts";
import { openProcessScene, type ProcessScene } from "../support/process-scene/process-scene.ts";
import { PROVIDER_ID, RIGHT, TOLD, type ScenePartner } from "../support/process-scene/scene-partner.ts";
import { startServer } from "../support/process-scene/scene-server.ts";

const PATIENT = { timeout: 90_000, interval: 50 };
const PRESSES = 20;
const DAY_MS = 24 * 3_600_000;

describe("with four workers and two servers", () => {
  let scene: ProcessScene;
  let issuer: ForeignIssuer;
  beforeAll(async () => {
    scene = await openProcessScene();
    issuer = await startForeignIssuer();
  });
  afterAll(async () => {
    await scene.close();
    await issuer.close();
  });

  it(
    "twenty presses and two fan-outs of a night at once make one run after the other, never two at a time",
    { timeout: 180_000 },
    async () => {
      const partner = await scene.addPartner("ash", { callsAtOnce: 1 });
      const servers = await Promise.all([startServer(scene, issuer), startServer(scene, issuer)]);
      const workers = [1, 2, 3, 4].map(() => scene.start("worker/src/main.ts"));
      for (const worker of workers) await vi.waitFor(() => expect(worker.output()).toContain("worker started"), PATIENT);
      const overlap = watchOverlap(scene.simulator, partner.name);
      const apis = await Promise.all(servers.map((server) => server.as(partner)));
      const press = async (): Promise<string[]> => {
        const presses = Array.from({ length: PRESSES / apis.length }, () => apis).flat();
        const answers = await Promise.all(presses.map((api) => api.mutate<{ runId: string }>("runs.start", { providerId: PROVIDER_ID })));
        return [...new Set(answers.map(({ runId }) => runId))];
      };
      const fanOut = async (dueAt: Date): Promise<number> => {
        const nights = await Promise.all([1, 2].map(() => fanOutNight(scene.platform.context, { dueAt, windowMinutes: 0 })));
        return nights.reduce((sum, { queued }) => sum + queued, 0);
      };
      /** Holds the next run at its first request until all of this is done, so that everybody meets it under way. */
      const whileHeld = async <Result>(work: () => Promise<Result>): Promise<Result> => {
        const hold = scene.simulator.faults.hold({ match: { tenant: partner.name }, nth: 1, times: 1 });
        const result = await work();
        (await hold.next()).release();
        hold.remove();
        return result;
      };

      // The night comes while a manual run is under way: it waits for its turn.
      const first = await whileHeld(async () => ({ pressed: await press(), queued: await fanOut(new Date()) }));
      const [manual, nightly] = await overRuns(scene, partner, 2);
      expect(first).toEqual({ pressed: [manual?.id], queued: 1 });
      expect([manual, nightly]).toMatchObject([
        { trigger: "manual", status: "succeeded" },
        { trigger: "nightly", status: "succeeded" },
      ]);
      expect(manual?.finished_at?.getTime()).toBeLessThanOrEqual(nightly?.started_at?.getTime() ?? 0);

      // The night is there already: whoever presses meets it.
      const tomorrow = new Date(Date.now() + DAY_MS);
      const second = await whileHeld(async () => ({ queued: await fanOut(tomorrow), pressed: await press() }));
      const runs = await overRuns(scene, partner, 3);
      expect(second).toEqual({ queued: 1, pressed: [runs[2]?.id] });
      expect(runs[2]).toMatchObject({ trigger: "nightly", status: "succeeded" });

      expect(partner.standing()).toEqual(RIGHT);
      expect(await toldOf(partner, runs)).toEqual(TOLD);
      const writes = scene.simulator.requests.writes({ tenant: partner.name });
      expect(writes.map(({ method }) => method).toSorted()).toEqual(["PATCH", "POST"]);
      expect(overlap.most).toBe(1);
      for (const worker of workers) worker.kill("SIGTERM");
      expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    },
  );
});

interface Overlap {
  /** Most calls of the tenant that were under way at once. */
  readonly most: number;
}

/** A run of this tenant sends one call at a time; two at once are two runs at once. Each call is made to last, so that they meet. */
function watchOverlap({ faults }: Simulator, tenant: string): Overlap {
  const overlap = { most: 0 };
  let underWay = 0;
  const begin = async (): Promise<void> => {
    underWay += 1;
    overlap.most = Math.max(overlap.most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const end = (): void => {
    underWay -= 1;
  };
  faults.inject({ match: { tenant }, fault: { kind: "call", at: "before", run: begin } });
  faults.inject({ match: { tenant }, fault: { kind: "call", at: "after", run: end } });
  return overlap;
}

async function runsOf({ database }: ProcessScene, { name }: ScenePartner) {
  return await database.db.selectFrom("runs").selectAll().where("partner_id", "=", name).orderBy("started_at").execute();
}

async function overRuns(scene: ProcessScene, partner: ScenePartner, count: number) {
  return await vi.waitFor(async () => {
    const runs = await runsOf(scene, partner);
    expect(runs.map(({ status }) => isRunOver(status))).toEqual(Array.from({ length: count }, () => true));
    return runs;
  }, PATIENT);
}

async function toldOf(partner: ScenePartner, runs: ReadonlyArray<{ readonly id: string }>): Promise<string[]> {
  const told = await Promise.all(runs.map(async ({ id }) => partner.told(await partner.run(id))));
  return told.flat().toSorted();
}
