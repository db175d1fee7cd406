import { fanOutNow } from "@integrations/services";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, vi } from "vitest";
import type { PrintedSpan } from "./testing/span-printer.ts";
import type { WorkerProcess } from "./testing/worker-process.ts";
import { testWithScene as it } from "./testing/worker-scene.ts";

const PATIENT = { timeout: 30_000, interval: 50 };
const ANNA = { name: "Anna", counted: { cloudfilter: 2, bracket: 6 }, lines: { cloudfilter: 1 } } as const;
const PRELOADED = { NODE_OPTIONS: `--import ${new URL("testing/span-printer.ts", import.meta.url).href}`, LOG_LEVEL: "silent" };

describe("a worker into which somebody preloads a tracer", () => {
  it("tells each run with its calls beneath it, also where several go on at once", async ({ scene }) => {
    for (const name of ["One", "Two", "Three"]) await scene.addPartner(name, [ANNA]);
    const started = await fanOutNow(scene.parts.context);
    const worker = scene.start("main.ts", PRELOADED);
    const runs = await spansOfRuns(worker, 3);
    await end(worker);

    expect(runs.map(({ attributes }) => attributes["integrations.run.id"]).toSorted()).toEqual(
      started.map(({ runId }) => runId).toSorted(),
    );
    for (const run of runs) {
      expect(run).toMatchObject({
        parent: null,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          "integrations.provider": "connectwise-manage",
          "integrations.run.trigger": "nightly",
          "integrations.run.taken_over": false,
          "integrations.run.report": "ended",
          "integrations.run.status": "succeeded",
          "integrations.run.set": 1,
          "integrations.run.added": 1,
        },
      });
      const calls = spansOf(worker).filter(({ parent }) => parent === run.id);
      // Discovery, agreements, products, lines, the change, the look before the new line, the new line.
      expect(calls.map(({ name }) => name).toSorted()).toEqual([
        ...Array.from({ length: 5 }, () => "GET connectwise-manage"),
        "PATCH connectwise-manage",
        "POST connectwise-manage",
      ]);
      for (const { traceId, kind, attributes, status, events } of calls) {
        expect({ traceId, kind, status, events }).toEqual({
          traceId: run.traceId,
          kind: SpanKind.CLIENT,
          status: { code: SpanStatusCode.UNSET },
          events: [],
        });
        expect(attributes["http.response.status_code"]).toBeLessThan(300);
      }
      // One connection's calls only: the three runs shared one site and its limits.
      expect(new Set(calls.map(({ attributes }) => attributes["integrations.connection_id"])).size).toBe(1);
    }
  });

  it("tells what went wrong, and no key, whatever the site echoes", async ({ scene, testDatabase: { database } }) => {
    const partner = await scene.addPartner("Echo", [ANNA]);
    // Somebody pasted a key into the wrong field, so that it stands in a path.
    const secrets = await scene.parts.context.vault.seal(
      { publicKey: "SimPublicKey0001", privateKey: "echo-private-key" },
      { connectionId: partner.connectionId, providerId: "connectwise-manage" },
    );
    const settings = JSON.stringify({ companyId: "echo-private-key", useCustomSite: false });
    await database.db.updateTable("connections").set({ secrets, settings }).execute();
    const message = "No such company: echo-private-key, SimPublicKey0001";
    scene.simulator.faults.inject({ match: { path: "/login/companyinfo/*" }, fault: { kind: "status", status: 400, json: { message } } });
    await fanOutNow(scene.parts.context);
    const worker = scene.start("main.ts", PRELOADED);
    const [run] = await spansOfRuns(worker, 1);
    await end(worker);

    expect(run).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { "integrations.run.status": "failed" } });
    const call = spansOf(worker).find(({ parent }) => parent === run?.id);
    expect(call).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { "http.response.status_code": 400, "url.path": "/login/companyinfo/[redacted]" },
    });
    expect(worker.output()).not.toMatch(/echo-private-key|SimPublicKey0001/i);
    for (const key of ["echo-private-key", "SimPublicKey0001"]) {
      expect(worker.output()).not.toContain(Buffer.from(key).toString("base64").slice(0, 18));
    }
  });
});

async function spansOfRuns(worker: WorkerProcess, count: number): Promise<readonly PrintedSpan[]> {
  return await vi.waitFor(() => {
    const runs = spansOf(worker).filter(({ name }) => name === "run");
    expect(runs).toHaveLength(count);
    return runs;
  }, PATIENT);
}

function spansOf(worker: WorkerProcess): PrintedSpan[] {
  const lines = worker.output().split("\n").slice(0, -1);
  return lines.flatMap((line) => (line.startsWith("span ") ? [JSON.parse(line.slice("span ".length)) as PrintedSpan] : []));
}

async function end(worker: WorkerProcess): Promise<void> {
  worker.kill("SIGTERM");
  expect(await worker.ended).toMatchObject({ code: 0 });
}
