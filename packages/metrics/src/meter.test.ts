import { describe, expect, it } from "vitest";
import { createMeter } from "./meter.ts";
import { METRICS, type MetricDefinition } from "./metrics.ts";
import { observeProviderCall, watchPool } from "./observe-process.ts";

const DEFINITIONS = Object.entries<MetricDefinition>(METRICS);

describe("a meter", () => {
  it.for(["server", "worker"] as const)("of the %s tells each of its metrics from the start, and Node's own", async (process) => {
    const text = await createMeter(process).read();
    for (const [name, { kind, help, of }] of DEFINITIONS) {
      if (of.includes(process)) expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
      else expect(text).not.toContain(`# TYPE ${name} `);
    }
    expect(text).toContain("process_cpu_seconds_total");
  });

  it("counts, observes and sets by label", async () => {
    const meter = createMeter("worker");
    meter.count("runs_taken_over_total", { provider: "some" });
    meter.count("runs_taken_over_total", { provider: "some" }, 2);
    meter.set("connections", { status: "active" }, 7);
    observeProviderCall(meter, { providerId: "some", method: "GET", status: 503, durationMs: 400 });
    const text = await meter.read();
    expect(text).toContain('runs_taken_over_total{provider="some"} 3');
    expect(text).toContain('connections{status="active"} 7');
    expect(text).toContain('provider_call_duration_seconds_bucket{le="0.25",provider="some",method="GET",status="503"} 0');
    expect(text).toContain('provider_call_duration_seconds_bucket{le="0.5",provider="some",method="GET",status="503"} 1');
  });

  it("asks before each reading, and forgets what it was told to", async () => {
    const meter = createMeter("worker");
    const pool = { totalCount: 5, idleCount: 3, waitingCount: 0 };
    watchPool(meter, pool);
    expect(await meter.read()).toContain('database_pool_connections{state="busy"} 2');
    pool.idleCount = 0;
    pool.waitingCount = 4;
    const text = await meter.read();
    expect(text).toContain('database_pool_connections{state="busy"} 5');
    expect(text).toContain("database_pool_waiting 4");
    meter.set("connections", { status: "paused" }, 1);
    meter.set("database_up", {}, 1);
    meter.forget("connections");
    meter.forget("database_up");
    const left = await meter.read();
    expect(left).not.toMatch(/^connections\{/m);
    expect(left).not.toMatch(/^database_up /m);
  });
});

describe("the list of metrics", () => {
  it.for(DEFINITIONS)(
    "%s is named by the rules of Prometheus and explained in a sentence",
    ([name, { kind, help, labels, of, buckets }]) => {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith("_total")).toBe(kind === "counter");
      expect(buckets !== undefined).toBe(kind === "histogram");
      expect(help).toMatch(/^[A-Z0-9].*\.$/);
      expect(of.length).toBeGreaterThan(0);
      // One series for each of them, for ever: what there are many of never stands in a label.
      for (const label of labels) expect(label).not.toMatch(/partner|customer|connection|agreement|run|id$/);
    },
  );
});
