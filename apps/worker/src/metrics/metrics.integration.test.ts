import { fanOutNow, workOnRun } from "@integrations/services";
import { describe, expect, vi } from "vitest";
import { startProcess } from "../testing/worker-process.ts";
import { testWithQuickScene, testWithScene as it, type WorkerScene } from "../testing/worker-scene.ts";
import { startMetricsListener } from "./metrics-listener.ts";
import { observeRun } from "./worker-meter.ts";

const HOUR_MS = 3_600_000;
const PATIENT = { timeout: 30_000, interval: 50 };
const ANNA = { name: "Anna", counted: { cloudfilter: 2, bracket: 3 }, lines: { cloudfilter: 1 } } as const;

describe("the metrics of a worker", () => {
  testWithQuickScene("count runs, changes, problems and calls by how they ended", async ({ scene }) => {
    await scene.addPartner("Good", [ANNA]);
    await scene.addPartner("Refused", [ANNA]);
    scene.simulator.faults.inject({ match: { method: "PATCH", tenant: "refused" }, fault: { kind: "status", status: 400 } });
    scene.simulator.faults.inject({ match: { method: "POST", tenant: "good" }, times: 1, fault: { kind: "status", status: 503 } });
    await workOnAll(scene);
    const provider = 'provider="connectwise-manage"';
    expect(await linesOf(scene)).toEqual(
      expect.arrayContaining([
        `runs_ended_total{${provider},trigger="nightly",status="succeeded",reason=""} 1`,
        `runs_ended_total{${provider},trigger="nightly",status="succeeded_with_problems",reason=""} 1`,
        `run_changes_total{${provider},outcome="set"} 1`,
        `run_changes_total{${provider},outcome="added"} 2`,
        `run_changes_total{${provider},outcome="failed"} 1`,
        `run_problems_total{${provider},reason="rejected"} 1`,
        `provider_call_duration_seconds_count{${provider},method="PATCH",status="400"} 1`,
        `provider_call_duration_seconds_count{${provider},method="POST",status="503"} 1`,
        `provider_call_duration_seconds_count{${provider},method="POST",status="201"} 2`,
        `run_duration_seconds_count{${provider},trigger="nightly"} 2`,
      ]),
    );
  });

  testWithQuickScene("tell a run that was put off, and one that was taken over", async ({ scene, testDatabase }) => {
    await scene.addPartner("Down", [ANNA]);
    scene.simulator.faults.inject({ match: { path: "/finance/agreements" }, fault: { kind: "status", status: 503 } });
    await fanOutNow(scene.parts.context);
    const { db } = testDatabase.database;
    const now = scene.parts.context.clock.now();
    await db
      .updateTable("runs")
      .set({
        night: "2026-03-10",
        status: "running",
        lease_token: "11111111-1111-4111-8111-111111111111",
        lease_expires_at: new Date(now.getTime() - 1),
      })
      .execute();
    expect(await linesOf(scene)).toContain("runs_abandoned 1");
    await workOnAll(scene);
    expect(await linesOf(scene)).toEqual(
      expect.arrayContaining([
        'runs_taken_over_total{provider="connectwise-manage"} 1',
        'runs_put_off_total{provider="connectwise-manage",reason="unavailable"} 1',
        "runs_abandoned 0",
        'runs_unfinished{status="queued"} 1',
      ]),
    );
  });

  it("tell how old the queue and the oldest night are, and which connections fail night after night", async ({ scene, testDatabase }) => {
    const { connectionId, partnerId } = await scene.addPartner("Late", [ANNA]);
    await scene.addPartner("Well", [ANNA]);
    const { db, pool } = testDatabase.database;
    const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
    expect(await linesOf(scene)).toEqual(
      expect.arrayContaining([
        "database_up 1",
        "night_oldest_unfinished_age_seconds 0",
        "queue_oldest_job_age_seconds 0",
        'connections{status="active"} 2',
        "connections_failing 0",
      ]),
    );
    expect((await linesOf(scene)).some((line) => line.startsWith("night_last_begun_timestamp_seconds "))).toBe(false);

    const run = { partner_id: partnerId, connection_id: connectionId, provider_id: "connectwise-manage", trigger: "nightly" } as const;
    for (const [night, status] of [
      ["2026-03-07", "succeeded"],
      ["2026-03-08", "failed"],
      ["2026-03-09", "failed"],
      ["2026-03-10", "failed"],
    ] as const) {
      await db
        .insertInto("runs")
        .values({ ...run, status, night, finished_at: new Date() })
        .execute();
    }
    await db
      .insertInto("runs")
      .values({ ...run, status: "queued", night: "2026-03-11", queued_at: ago(5), due_at: ago(5) })
      .execute();
    await pool.query("select graphile_worker.add_job('integration:sweep', run_at => $1)", [ago(2)]);
    await pool.query(
      "insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution) values ('nightly', $1, $1)",
      [new Date("2026-03-10T02:00:00Z")],
    );
    const lines = await linesOf(scene);
    expect(valueOf(lines, "night_oldest_unfinished_age_seconds")).toBeCloseTo(5 * 3600, -2);
    expect(valueOf(lines, "queue_oldest_job_age_seconds")).toBeCloseTo(2 * 3600, -2);
    expect(lines).toEqual(
      expect.arrayContaining([
        "connections_failing 1",
        'queue_jobs{state="ready"} 1',
        `night_last_begun_timestamp_seconds ${Date.parse("2026-03-10T02:00:00Z") / 1000}`,
      ]),
    );
  });

  it("say that the database is gone, and nothing that only it knows", async ({ scene }) => {
    await scene.addPartner("One", [ANNA]);
    expect(await linesOf(scene)).toContain('connections{status="active"} 1');
    await scene.parts.close();
    const lines = await linesOf(scene);
    expect(lines).toContain("database_up 0");
    expect(lines.filter((line) => /^(connections|queue_|runs_unfinished|night_)/.test(line))).toEqual([]);
    expect(lines.some((line) => line.startsWith("process_cpu_seconds_total "))).toBe(true);
  });
});

describe("pnpm worker with METRICS_PORT", () => {
  it("answers machines, and logs every call of a run under the run's id and the provider's own request id", async ({ scene }) => {
    await scene.addPartner("Logged", [ANNA]);
    const [started] = await fanOutNow(scene.parts.context);
    const probe = await startMetricsListener(scene.parts.meter, { port: 0, host: "127.0.0.1" });
    const port = new URL(probe.url).port;
    await probe.close();
    const worker = scene.start("main.ts", { METRICS_PORT: port, LOG_LEVEL: "debug" });
    await vi.waitFor(() => expect(worker.output()).toContain("run ends"), PATIENT);
    const url = `http://127.0.0.1:${port}`;
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    expect((await fetch(`${url}/anything`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: "POST" })).status).toBe(405);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('runs_ended_total{provider="connectwise-manage",trigger="nightly",status="succeeded",reason=""} 1');
    expect(metrics).not.toMatch(/SimPrivateKey001|logged/);
    worker.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });

    const lines = worker
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const calls = lines.filter((line) => line["msg"] === "Provider call" && String(line["path"]).includes("/apis/3.0/"));
    expect(calls.length).toBeGreaterThan(4);
    const sent = new Set(scene.simulator.requests.list().map((request) => request.requestId));
    for (const call of calls) {
      expect(call).toMatchObject({ runId: started?.runId, provider: "connectwise-manage" });
      expect(sent).toContain(call["requestId"]);
    }
  });

  it("says which setting is wrong", async () => {
    const worker = startProcess("main.ts", { METRICS_PORT: "many" });
    expect(await worker.ended).toMatchObject({ code: 1 });
    expect(worker.output()).toContain("METRICS_PORT is no whole number from 1 to 65535.");
  });
});

/** What a worker does with every queued run, once. */
async function workOnAll({ parts }: WorkerScene): Promise<void> {
  const { context, meter } = parts;
  for (const { runId } of await fanOutNow(context)) {
    await workOnRun(
      context,
      { runId },
      { signal: new AbortController().signal, observe: (event) => observeRun(meter, event), times: { tickMs: 20 } },
    );
  }
}

async function linesOf({ parts }: WorkerScene): Promise<string[]> {
  return (await parts.meter.read()).split("\n");
}

function valueOf(lines: readonly string[], name: string): number {
  return Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
}
