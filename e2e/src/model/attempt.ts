import { setImmediate as turn } from "node:timers/promises";
import { Doom } from "@integrations/database/testing";
import { workOnRun, type RunReport, type RunTimes, type ServiceContext } from "@integrations/services";
import { createMortalPlatform } from "../support/mortal-platform.ts";
import { createPlatform } from "../support/run-world/platform.ts";
import { at, type ModelWorld } from "./model-world.ts";
import { connectionStatusOf, keptLinesOf, type UnfinishedRun } from "./observe.ts";
import { expectedOf, isOngoing, todayOf, type Expected, type KeptLine } from "./oracle.ts";
import { performAct } from "./perform-act.ts";
import { effectsOf, type Attempt } from "./run-history.ts";
import { patternOf, type FaultAt, type Trouble } from "./trouble.ts";
import { HOUR_MS, pairOf, type Customer } from "./vocabulary.ts";

/** A wait moves the clock by minutes in an instant, which must not cost a worker its lease. */
const TIMES: Partial<RunTimes> = { tickMs: 20, beatMs: HOUR_MS / 2, doubtMs: HOUR_MS, leaseMs: 2 * HOUR_MS };
/** How long the platform waits for an answer that is meant to come too late; real time. */
const SHORT_TIMEOUT_MS = 150;

/** Lets a worker carry out the run, with this happening to it. */
export async function attemptRun(world: ModelWorld, run: UnfinishedRun, trouble: Trouble): Promise<Attempt> {
  const { simulator } = world.arena;
  const expected = await expectedNow(world, run.customer, writtenBefore(world, run));
  const mayWrite = !run.isPreview && run.connectionId === world.connectionId && world.picture.status === "active";
  const wasInAttention = world.picture.status === "attention";
  const after = simulator.requests.last()?.id ?? 0;
  const { length: touchedBefore } = world.touched;
  const { length: shakenBefore } = world.shaken;
  const report = await carryOut(world, run, trouble);
  world.picture.status = (await connectionStatusOf(world)) ?? "paused";
  return {
    expected,
    mayWrite,
    wasInAttention,
    report,
    requests: simulator.requests.list({ after, tenant: world.tenant.companyId }),
    touched: new Set([...world.touched.slice(touchedBefore), ...world.shaken.slice(shakenBefore)]),
  };
}

/** @param found lines that are known to be the platform's though it does not remember them yet */
export async function expectedNow(world: ModelWorld, onlyCustomer: Customer | null, found: readonly KeptLine[] = []): Promise<Expected> {
  const { picture, psa, setup, clock } = world;
  const { timeZone, guardMinLines } = setup;
  const kept = await keptLinesOf(world);
  const known = new Set(kept.map((line) => pairOf(line.agreementId, line.productId)));
  const all = [...kept, ...found.filter((line) => !known.has(pairOf(line.agreementId, line.productId)))];
  return expectedOf({ now: clock.now(), timeZone, picture, psa, guardMinLines, onlyCustomer, kept: all });
}

/** Lines that a worker which died has changed: whoever goes on finds them as it left them, and knows by that whose they are. */
function writtenBefore({ runs, psa, clock, setup }: ModelWorld, run: UnfinishedRun): KeptLine[] {
  const history = runs.get(run.id);
  const today = todayOf(clock.now(), setup.timeZone);
  const effects = history === undefined ? [] : effectsOf(history).filter((effect) => effect.kind === "updated" && effect.stored);
  return effects.flatMap(({ agreementId, productId, additionId, quantityAfter }): KeptLine[] => {
    const line = psa.line(additionId);
    const stands = line !== undefined && isOngoing(line, today) && line.quantity === quantityAfter;
    return stands ? [{ agreementId: String(agreementId), productId: String(productId), lineId: String(additionId), decision: null }] : [];
  });
}

async function carryOut(world: ModelWorld, run: UnfinishedRun, trouble: Trouble): Promise<Attempt["report"]> {
  const { simulator } = world.arena;
  const { faults } = simulator;
  const tenant = world.tenant.companyId;
  const work = (context: ServiceContext, signal = new AbortController().signal): Promise<RunReport> =>
    workOnRun(context, { runId: run.id }, { signal, times: { ...TIMES, freshMs: world.setup.freshMs } });
  const { context } = world.worker;
  switch (trouble.kind) {
    case "none":
      return await work(context);
    case "faults":
      injectFaults(world, trouble.faults);
      return await work(context);
    case "crash":
      injectFaults(world, trouble.faults);
      return await dieAt(world, trouble.atStep, work);
    case "meanwhile": {
      let acted: Promise<void> = Promise.resolve();
      const act = (): Promise<void> => (acted = performAct(world, trouble.act));
      faults.inject({ match: { tenant }, nth: trouble.nth, times: 1, fault: { kind: "call", at: trouble.at, run: act } });
      const report = await work(context);
      // To the simulator an act that fails is a fault of its own; here it fails the test.
      await acted;
      return report;
    }
    case "shutdown": {
      const shutdown = new AbortController();
      faults.inject({ match: { tenant }, nth: trouble.nth, times: 1, fault: { kind: "call", run: () => shutdown.abort() } });
      return await work(context, shutdown.signal);
    }
    case "twins": {
      const reports = await Promise.all([work(context), work(world.otherWorker.context)]);
      return at(
        reports.filter(({ kind }) => kind !== "not_claimable"),
        0,
      );
    }
    case "late": {
      const hold = faults.hold({ match: { tenant, method: trouble.method }, nth: trouble.nth, times: 1, at: trouble.at });
      const { database, clock } = world.worker.context;
      if (!("moveTo" in clock)) throw new Error("This is not the world's clock.");
      const impatient = createPlatform({ database, clock, site: simulator.site, answerTimeoutMs: SHORT_TIMEOUT_MS });
      const report = await work(impatient.context);
      await impatient.close();
      const held = faults.holds.list().map(({ request }) => request);
      hold.remove();
      while (held.some(({ status }) => status === undefined)) await turn();
      return report;
    }
  }
}

async function dieAt(world: ModelWorld, atStep: number, work: (context: ServiceContext) => Promise<RunReport>): Promise<Attempt["report"]> {
  const { arena, clock } = world;
  // Time goes on, so that what the dead process still believes in is over.
  const doom = new Doom(atStep, () => clock.moveTo(new Date(clock.now().getTime() + 2 * HOUR_MS)));
  const mortal = createMortalPlatform({ databaseUrl: arena.databaseUrl, clock, site: arena.simulator.site, doom });
  try {
    const report = await work(mortal.context).catch((error: unknown) => {
      if (doom.dead) return undefined;
      throw error;
    });
    return doom.dead || report === undefined ? { kind: "died" } : report;
  } finally {
    await mortal.bury();
  }
}

function injectFaults({ arena, tenant }: ModelWorld, given: readonly FaultAt[]): void {
  for (const { moment, nth, times, fault } of given) {
    arena.simulator.faults.inject({ match: { ...patternOf(moment), tenant: tenant.companyId }, from: nth, times, fault });
  }
}
