import { isRunOver } from "@integrations/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openProcessScene, type ProcessScene } from "../support/process-scene/process-scene.ts";
import { RIGHT, TOLD, type ScenePartner } from "../support/process-scene/scene-partner.ts";

/** So many runs may stand still at once. */
const ROOMY = { WORKER_CONCURRENCY: "100" };
const PATIENT = { timeout: 90_000, interval: 50 };

/** Where the process is killed: before or after the n-th request or statement of a run. */
type Point =
  /** `sent`: the request was under way, and takes effect after the death. */
  | { readonly of: "request"; readonly nth: number; readonly at: "before" | "after"; readonly sent: boolean }
  | { readonly of: "statement"; readonly nth: number; readonly at: "before" | "after" };

interface Frozen {
  readonly stands: Promise<unknown>;
  /** What becomes of it once its sender is dead. */
  release(): void;
}

describe("a worker that is killed", () => {
  let scene: ProcessScene;
  beforeAll(async () => {
    scene = await openProcessScene();
  });
  afterAll(() => scene.close());

  it(
    "at any request or statement of a run, and its successor too, leaves what a third one ends rightly",
    { timeout: 180_000 },
    async () => {
      const points = await enumeratePoints(scene);
      expect(points.length).toBeGreaterThanOrEqual(30);

      // One partner for each point, so that one death is a death at every one of them.
      const victims: Array<{ readonly partner: ScenePartner; readonly point: Point; readonly runId: string }> = [];
      const frozen: Frozen[] = [];
      for (const [index, point] of points.entries()) {
        const partner = await scene.addPartner(`victim-${index}`);
        frozen.push(freeze(scene, partner, point));
        victims.push({ partner, point, runId: await startWatched(scene, partner) });
      }
      const first = scene.start("worker/src/main.ts", ROOMY);
      await Promise.all(frozen.map(({ stands }) => stands));
      await kill(first, frozen);
      await scene.passFiveMinutes();

      // Whoever takes over dies as well, over a third of the runs.
      const again: Frozen[] = [];
      for (const [index, { partner, runId }] of victims.entries()) {
        if (index % 3 !== 0 || isRunOver((await partner.run(runId)).status)) continue;
        const nth = 1 + ((index / 3) % 4);
        const isRequest = index % 2 === 0;
        const soFar = isRequest ? 0 : scene.proxy.statementsOf(partner.name).length;
        const point: Point = isRequest
          ? { of: "request", nth: Math.min(nth, 3), at: "after", sent: false }
          : { of: "statement", nth: soFar + nth, at: "before" };
        again.push(freeze(scene, partner, point));
      }
      const second = scene.start("worker/src/main.ts", ROOMY);
      await Promise.all(again.map(({ stands }) => stands));
      await kill(second, again);
      await scene.passFiveMinutes();

      const third = scene.start("worker/src/main.ts", ROOMY);
      for (const { partner, point, runId } of victims) {
        await vi.waitFor(async () => expect(isRunOver((await partner.run(runId)).status)).toBe(true), PATIENT);
        const run = await partner.run(runId);
        const is = { point, status: run.status, standing: partner.standing(), told: partner.told(run), counts: run.counts };
        const counts = { ...run.counts, set: 1, added: 1, planned: 0, skipped: 0, failed: 0 };
        expect(is).toEqual({ point, status: "succeeded", standing: RIGHT, told: TOLD, counts });
        const posts = scene.simulator.requests.list({ method: "POST", tenant: partner.name });
        expect({ point, lines: posts.filter(({ effect }) => effect !== undefined).length }).toEqual({ point, lines: 1 });
        const kept = await scene.database.db.selectFrom("kept_lines").select("line_id").where("partner_id", "=", partner.name).execute();
        expect({ point, kept: kept.length }).toEqual({ point, kept: 3 });
      }
      third.kill("SIGTERM");
      expect(await third.ended).toBe(0);
      console.info(`${points.length} points, ${again.length} second deaths`);
    },
  );
});

/** Lets one run pass, and counts what can be seen of it from outside. */
async function enumeratePoints(scene: ProcessScene): Promise<Point[]> {
  const partner = await scene.addPartner("plain");
  const after = scene.simulator.requests.last()?.id ?? 0;
  const runId = await startWatched(scene, partner);
  const worker = scene.start("worker/src/main.ts", ROOMY);
  await vi.waitFor(async () => expect((await partner.run(runId)).status).toBe("succeeded"), PATIENT);
  worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  const requests = scene.simulator.requests.list({ tenant: partner.name, after });
  const points: Point[] = [];
  for (const [index, { method }] of requests.entries()) {
    const nth = index + 1;
    points.push({ of: "request", nth, at: "before", sent: false }, { of: "request", nth, at: "after", sent: true });
    if (method !== "GET") points.push({ of: "request", nth, at: "before", sent: true });
  }
  for (const index of scene.proxy.statementsOf(partner.name).keys()) {
    for (const at of ["before", "after"] as const) points.push({ of: "statement", nth: index + 1, at });
  }
  return points;
}

/** Where no worker is there to take it up before it is watched. */
async function startWatched(scene: ProcessScene, partner: ScenePartner): Promise<string> {
  const runId = await partner.startRun();
  scene.proxy.watch(partner.name, partner.connectionId, runId);
  return runId;
}

function freeze({ simulator, proxy }: ProcessScene, partner: ScenePartner, point: Point): Frozen {
  if (point.of === "statement") return { stands: proxy.hold(partner.name, point.nth, point.at), release: () => undefined };
  const { nth, at } = point;
  const hold = simulator.faults.hold({ match: { tenant: partner.name }, nth, times: 1, at });
  const held = hold.next();
  return { stands: held, release: () => void held.then((request) => request.release(point.sent ? "go-on" : "drop")) };
}

async function kill(worker: { kill(signal: "SIGKILL"): void; readonly ended: Promise<unknown> }, frozen: readonly Frozen[]): Promise<void> {
  worker.kill("SIGKILL");
  await worker.ended;
  for (const each of frozen) each.release();
}
