import { isRunOver } from "@integrations/core";
import { fanOutNight, getRun, Refusal, releaseRun, startRun, type RunView } from "@integrations/services";
import { attemptRun, expectedNow } from "./attempt.ts";
import { breachesOfAttempt } from "./check-attempt.ts";
import { breachesOfPlainRun, standingOf } from "./check-plain.ts";
import { breachesOfRecord } from "./check-record.ts";
import { at, meet, PROVIDER_ID, pushCounts, type ModelWorld } from "./model-world.ts";
import { unfinishedRunsOf, type UnfinishedRun } from "./observe.ts";
import type { Attempt, RunHistory } from "./run-history.ts";
import type { Trouble } from "./trouble.ts";
import { CUSTOMERS, DAY_MS, HOUR_MS } from "./vocabulary.ts";

/** More rounds than any number of attempts that end by themselves. */
const MOST_ROUNDS = 40;
const NOTHING: Trouble = { kind: "none" };

/** Moves on to the next night, in which fresh counts of the same come in unless told otherwise, and fans it out. */
export async function beginNight(world: ModelWorld, pushes: "all" | "none"): Promise<void> {
  const { clock, picture, worker } = world;
  const dueAt = new Date((Math.floor((clock.now().getTime() - 2 * HOUR_MS) / DAY_MS) + 1) * DAY_MS + 2 * HOUR_MS);
  clock.moveTo(dueAt);
  if (pushes === "all") await recount(world);
  const { queued } = await fanOutNight(worker.context, { dueAt, windowMinutes: 0 });
  if (queued !== (picture.status === "active" ? 1 : 0))
    throw new Error(`The night has ${queued} runs for a connection that is ${picture.status}.`);
}

/** Every customer that was ever counted is counted again, with what it has. */
async function recount(world: ModelWorld): Promise<void> {
  for (const [name, { count }] of world.picture.customers) {
    if (count !== null) await pushCounts(world, [name], count.counts, world.clock.now());
  }
}

/** What a person starts; refused where it should be. */
export async function beginRun(world: ModelWorld, input: { readonly preview?: boolean; readonly customer?: number }): Promise<void> {
  const { picture, server, scope } = world;
  const customerId = input.customer === undefined ? undefined : at(CUSTOMERS, input.customer);
  const isUnassigned = customerId !== undefined && picture.customers.get(customerId)?.agreementId === null;
  const refusal = picture.status === "active" ? (isUnassigned ? "not_found" : null) : `connection_${picture.status}`;
  const refused = await startRun(server.context, scope, { providerId: PROVIDER_ID, preview: input.preview, customerId }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refusal) return error.reason;
      throw error;
    },
  );
  if (refused !== refusal) throw new Error(`A run was refused for ${refused} where it should be for ${refusal}.`);
}

/** Lets a held run go, where there is one. @returns whether there was */
export async function releaseHeld(world: ModelWorld): Promise<boolean> {
  const held = (await unfinishedRunsOf(world)).find(({ status }) => status === "held");
  if (held === undefined || world.picture.status !== "active") return false;
  await releaseRun(world.server.context, world.scope, held.id);
  return true;
}

/**
 * Lets workers carry out whatever waits, until nothing does but for a person.
 * @param trouble happens to the first attempt
 */
export async function carryOn(world: ModelWorld, trouble: Trouble = NOTHING): Promise<void> {
  const { faults } = world.arena.simulator;
  let now = trouble;
  for (let round = 0; ; round += 1) {
    const [next] = (await unfinishedRunsOf(world)).filter(({ status }) => status !== "held").toSorted(byTurn);
    if (next === undefined) break;
    if (round === MOST_ROUNDS) throw new Error("The runs come to no end.");
    world.clock.moveTo(next.readyAt);
    const attempt = await attemptOnce(world, next, now);
    if (trouble.kind !== "faults" || !trouble.lasts) faults.clear();
    if (attempt.report.kind === "died" && trouble.kind === "crash" && trouble.left) break;
    if (now.kind !== "faults" || !now.lasts) now = NOTHING;
    else now = { ...now, faults: now.faults };
  }
  faults.clear();
}

/** What is running goes first: nothing else of the connection can begin before it has ended. */
function byTurn(one: UnfinishedRun, other: UnfinishedRun): number {
  return Number(other.status === "running") - Number(one.status === "running");
}

async function attemptOnce(world: ModelWorld, run: UnfinishedRun, trouble: Trouble): Promise<Attempt> {
  const history: RunHistory = world.runs.get(run.id) ?? { runId: run.id, touchedBefore: world.touched.length, attempts: [] };
  world.runs.set(run.id, history);
  const before = await standingOf(world);
  const attempt = await attemptRun(world, run, trouble);
  history.attempts.push(attempt);
  const view = await getRun(world.server.context, world.scope, { runId: run.id });
  note(world, attempt, { trouble, view });
  const breaches = breachesOfAttempt(world, attempt, trouble);
  const touched = new Set(world.touched.slice(history.touchedBefore));
  if (isRunOver(view.status) || view.status === "held") breaches.push(...breachesOfRecord(view, history, touched));
  if (trouble.kind === "none" && attempt.report.kind !== "ended") breaches.push(`A run that nothing disturbed is ${attempt.report.kind}.`);
  if (trouble.kind === "none" || trouble.kind === "twins") {
    const isPlain = !run.wasBegun && attempt.mayWrite !== run.isPreview;
    if (isPlain) breaches.push(...breachesOfPlainRun(run, attempt, { view, before, after: await standingOf(world) }));
    if (!run.isPreview && view.status.startsWith("succeeded")) {
      const left = (await expectedNow(world, run.customer)).writes;
      if (left.size > 0) breaches.push(`A run that nothing disturbed left ${JSON.stringify([...left])} undone.`);
    }
  }
  if (breaches.length > 0) throw new Error(`Run ${run.id}, ${view.status} ${view.reason ?? ""}:\n${breaches.join("\n")}`);
  return attempt;
}

function note(
  { arena }: ModelWorld,
  { report, requests, expected }: Attempt,
  seen: { readonly trouble: Trouble; readonly view: RunView },
): void {
  const { view, trouble } = seen;
  meet(arena, `attempt ${report.kind}`);
  if (view.attempts > 1) meet(arena, "attempt resumed");
  if (trouble.kind !== "none") meet(arena, `trouble ${trouble.kind}${requests.some(({ faults }) => faults.length > 0) ? " struck" : ""}`);
  if (isRunOver(view.status) || view.status === "held") meet(arena, `run ${view.trigger} ${view.status} ${view.reason ?? ""}`.trim());
  for (const { outcome, reason } of view.changes) meet(arena, `change ${outcome} ${reason ?? ""}`.trim());
  for (const { kind } of expected.writes.values()) meet(arena, `expected ${kind}`);
}
