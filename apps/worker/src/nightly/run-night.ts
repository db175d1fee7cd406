import { setTimeout as delay } from "node:timers/promises";
import { isRunOver, type RunStatus } from "@integrations/core";
import { listRunsById, listUnfinishedRunIds, type RunRecord } from "@integrations/database";
import { fanOutNow, sweepRuns } from "@integrations/services";
import type { WorkerParts } from "../compose.ts";
import { startWorker } from "../start-worker.ts";
import { printChanges, summaryOf } from "./print-runs.ts";

export interface NightOptions {
  /** Aborted when the command is to end early: runs under way are handed back. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

export interface NightReport {
  readonly failed: number;
  /** Runs that were still under way when the command was told to end. */
  readonly unfinished: number;
}

const POLL_MS = 250;
/** Beside the workers' own sweep, since there may be no other worker: a dead one's run is taken over here. */
const SWEEP_EVERY_POLLS = 40;
/** How many runs are asked after by one statement. */
const PAGE = 1000;

/** Queues a run for every active connection, or joins the one under way, works on them with a worker of its own, and prints. */
export async function runNight(parts: WorkerParts, { signal, print }: NightOptions): Promise<NightReport> {
  const started = await fanOutNow(parts.context);
  if (started.length === 0) {
    print("There is no active connection, so there is nothing to do.");
    return { failed: 0, unfinished: 0 };
  }
  const joined = started.filter((run) => run.joined).length;
  if (joined > 0) print(`${joined} of ${started.length} connections had a run under way already; it is waited for.`);
  const worker = await startWorker(parts, { does: "queued runs" });
  let runs: RunRecord[];
  try {
    // Without a worker of its own, nobody may be left to wait for.
    const alone = new AbortController();
    const giveUp = (): void => alone.abort();
    worker.ended.then(giveUp, giveUp);
    const ids = started.map((run) => run.runId);
    runs = await waitForRuns(parts, ids, AbortSignal.any([signal, alone.signal]));
  } finally {
    await worker.stop().catch((error: unknown) => parts.logger.warn({ err: error }, "the worker did not stop in order"));
  }
  await printChanges(parts.database, runs, print);
  const summary = summaryOf(runs);
  print(summary.text);
  return { failed: summary.failed, unfinished: runs.filter((run) => !isAtRest(run.status)).length };
}

async function waitForRuns(parts: WorkerParts, ids: readonly string[], signal: AbortSignal): Promise<RunRecord[]> {
  let open = ids;
  for (let polls = 1; ; polls += 1) {
    open = await stillOpen(parts, open);
    if (open.length === 0 || signal.aborted) return await listAll(parts, ids);
    if (polls % SWEEP_EVERY_POLLS === 1) await sweepRuns(parts.context);
    await delay(POLL_MS);
  }
}

/** Those of the runs that something will become of without anybody's doing; a held run waits for a person. */
async function stillOpen({ database }: WorkerParts, ids: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    open.push(...(await listUnfinishedRunIds(database.db, ids.slice(from, from + PAGE))));
  }
  return open;
}

/** In the order of the ids. */
async function listAll({ database }: WorkerParts, ids: readonly string[]): Promise<RunRecord[]> {
  const found = new Map<string, RunRecord>();
  for (let from = 0; from < ids.length; from += PAGE) {
    for (const run of await listRunsById(database.db, ids.slice(from, from + PAGE))) found.set(run.id, run);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Nothing more happens to it by itself; a held run waits for a person. */
function isAtRest(status: RunStatus): boolean {
  return isRunOver(status) || status === "held";
}
