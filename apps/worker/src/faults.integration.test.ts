import type { Fault, FaultRule } from "@integrations/connectwise-simulator";
import type { RunStatus } from "@integrations/core";
import { fanOutNow, getRun, workOnRun, type RunView } from "@integrations/services";
import { describe, expect } from "vitest";
import { testWithQuickScene as it, type ScenePartner, type WorkerScene } from "./testing/worker-scene.ts";

const RIGHT = ["Anna/bracket=6", "Anna/cloudfilter=2", "Bert/cloudfilter=2"];
const DONE = ["Anna/bracket ->6 added", "Anna/cloudfilter 1>2 set", "Bert/cloudfilter 1>2 set"];
const PATCH = { method: "PATCH" } as const;
const POST = { method: "POST" } as const;
const LINES = { method: "GET", path: "/finance/agreements/*/additions" } as const;

interface Row {
  readonly name: string;
  readonly rule: FaultRule;
  readonly standing?: readonly string[];
  readonly told?: readonly string[];
  readonly status?: RunStatus;
  readonly reason?: string;
  /** Lines that were asked for by POST. */
  readonly posts?: number;
}

/** Waits move the clock by minutes in an instant, which must not look like a worker that slept and lost its lease meanwhile. */
const TIMES = { tickMs: 20, leaseMs: 24 * 3_600_000, doubtMs: 12 * 3_600_000 };

const once = (match: FaultRule["match"], fault: Fault): FaultRule => ({ match, fault, times: 1 }) as FaultRule;

const ROWS: readonly Row[] = [
  { name: "PATCH reset before its effect", rule: once(PATCH, { kind: "reset", at: "before" }) },
  { name: "PATCH reset after its effect", rule: once(PATCH, { kind: "reset", at: "after" }) },
  { name: "PATCH answered too late", rule: once(PATCH, { kind: "hang", at: "after" }) },
  { name: "PATCH garbled", rule: once(PATCH, { kind: "garble", how: "truncated" }) },
  { name: "PATCH answered by 500 once", rule: once(PATCH, { kind: "status", status: 500, at: "before" }) },
  { name: "PATCH told to wait a minute", rule: once(PATCH, { kind: "status", status: 429, retryAfter: { seconds: 60 } }) },
  { name: "POST reset before its effect", rule: once(POST, { kind: "reset", at: "before" }), posts: 2 },
  { name: "POST reset after its effect", rule: once(POST, { kind: "reset", at: "after" }), posts: 1 },
  { name: "POST answered by HTML after its effect", rule: once(POST, { kind: "garble", how: "html" }), posts: 1 },
  { name: "POST answered by 503 after its effect", rule: once(POST, { kind: "status", status: 503, at: "after" }), posts: 1 },
  { name: "POST answered too late", rule: once(POST, { kind: "hang", at: "after" }), posts: 1 },
  {
    name: "POST that hangs without an effect",
    rule: once(POST, { kind: "hang", at: "before" }),
    standing: ["Anna/cloudfilter=2", "Bert/cloudfilter=2"],
    told: ["Anna/bracket ->6 failed add_not_confirmed", "Anna/cloudfilter 1>2 set", "Bert/cloudfilter 1>2 set"],
    status: "succeeded_with_problems",
    posts: 1,
  },
  {
    name: "a false 200",
    rule: { match: PATCH, fault: { kind: "false-success", stored: false, echo: "old" } },
    standing: ["Anna/bracket=6", "Anna/cloudfilter=1", "Bert/cloudfilter=1"],
    told: ["Anna/bracket ->6 added", "Anna/cloudfilter 1>2 failed write_not_confirmed", "Bert/cloudfilter 1>2 failed write_not_confirmed"],
    status: "succeeded_with_problems",
  },
  {
    name: "PATCH refused",
    rule: { match: PATCH, fault: { kind: "status", status: 400 } },
    standing: ["Anna/bracket=6", "Anna/cloudfilter=1", "Bert/cloudfilter=1"],
    told: ["Anna/bracket ->6 added", "Anna/cloudfilter 1>2 failed rejected", "Bert/cloudfilter 1>2 failed rejected"],
    status: "succeeded_with_problems",
  },
  { name: "lines answered by 502 three times", rule: { match: LINES, fault: { kind: "status", status: 502 }, times: 3 } },
  {
    name: "lines answered by 500 for ever",
    rule: { match: LINES, fault: { kind: "status", status: 500 } },
    standing: ["Anna/cloudfilter=1", "Bert/cloudfilter=1"],
    told: ["Anna/c ->- skipped unavailable", "Bert/c ->- skipped unavailable"],
    status: "failed",
    reason: "unavailable",
  },
  {
    name: "agreements told to wait for ever",
    rule: { match: { path: "/finance/agreements" }, fault: { kind: "status", status: 429, retryAfter: { seconds: 30 } } },
    standing: ["Anna/cloudfilter=1", "Bert/cloudfilter=1"],
    told: [],
    status: "failed",
    reason: "rate_limited",
  },
  {
    name: "keys refused at the first write",
    rule: { match: PATCH, fault: { kind: "status", status: 401 } },
    standing: ["Anna/cloudfilter=1", "Bert/cloudfilter=1"],
    told: [
      "Anna/bracket ->6 skipped credentials_refused",
      "Anna/cloudfilter 1>2 skipped credentials_refused",
      "Bert/cloudfilter 1>2 skipped credentials_refused",
    ],
    status: "failed",
    reason: "credentials_refused",
    posts: 0,
  },
];

describe("a run over ConnectWise", () => {
  it.for(ROWS.map((row) => [row.name, row] as const))("ends rightly with %s", async ([, row], { scene }) => {
    const partner = await scene.addPartner("Faulty", [
      { name: "Anna", counted: { cloudfilter: 2, bracket: 6 }, lines: { cloudfilter: 1 } },
      { name: "Bert", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } },
    ]);
    scene.simulator.faults.inject(row.rule);
    const run = await runOnce(scene, partner);
    expect(told(run, partner)).toEqual(row.told ?? DONE);
    expect(partner.standing()).toEqual(row.standing ?? RIGHT);
    expect(run).toMatchObject({ status: row.status ?? "succeeded", reason: row.reason ?? null });
    if (row.posts !== undefined) expect(scene.simulator.requests.writes(POST)).toHaveLength(row.posts);

    // Once the trouble is over, the next run brings everything right, and no line is doubled.
    scene.simulator.faults.clear();
    await scene.parts.database.db.updateTable("connections").set({ status: "active" }).execute();
    expect(await runOnce(scene, partner)).toMatchObject({ status: "succeeded" });
    expect(partner.standing()).toEqual(RIGHT);
  });
});

async function runOnce({ parts }: WorkerScene, { partnerId }: ScenePartner): Promise<RunView> {
  const [started] = await fanOutNow(parts.context);
  const runId = started?.runId ?? "";
  await workOnRun(parts.context, { runId }, { signal: new AbortController().signal, times: TIMES });
  const scope = {
    partner: { id: partnerId, name: "Faulty", timeZone: "UTC" },
    actor: { subject: "test", role: "partner", ip: null },
  } as const;
  return await getRun(parts.context, scope, { runId });
}

/** Changes as `customer/product before>after outcome reason`, in order. */
function told(run: RunView, partner: ScenePartner): string[] {
  return run.changes
    .map((change) => {
      const product = change.productName ?? change.customerId?.replace(`${partner.partnerId}-`, "c").slice(0, 1) ?? "";
      const name = change.customers[0]?.name ?? "";
      const reason = change.reason === null ? "" : ` ${change.reason}`;
      return `${name}/${product} ${change.before ?? "-"}>${change.after ?? "-"} ${change.outcome}${reason}`;
    })
    .toSorted();
}
