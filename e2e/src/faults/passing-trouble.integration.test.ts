import type { Fault } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { momentOf, type MomentName, type Night } from "../support/run-world/night.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, strike, TOLD_PLAINLY, withCalls, type Calls } from "./fault-row.ts";

/** What an add has gone through when its trouble is over. */
type Add =
  /** It certainly had no effect, and is simply sent again. */
  | "refused"
  /** Nobody knows whether it had an effect. It had none: it is looked for four times, then once more before it is sent again. */
  | "cut off"
  /** It had its effect and the answer was lost: one look finds the line. */
  | "lost"
  /** It went well. */
  | "fine";

interface PassingTrouble {
  readonly name: string;
  readonly fault: Fault;
  readonly times?: number;
  readonly add: Add;
  /** How long the whole site has to be left in peace after an answer of this status. */
  readonly pause?: { readonly after: number; readonly ms: number };
}

const TROUBLES: readonly PassingTrouble[] = [
  {
    name: "429 with seconds",
    fault: { kind: "status", status: 429, retryAfter: { seconds: 40 } },
    add: "refused",
    pause: { after: 429, ms: 40_000 },
  },
  {
    name: "429 with an HTTP date",
    fault: { kind: "status", status: 429, retryAfter: { seconds: 40, as: "date" } },
    add: "refused",
    // A date has no fractions of a second.
    pause: { after: 429, ms: 39_000 },
  },
  { name: "429 with a time in its words only", fault: { kind: "status", status: 429 }, add: "refused" },
  { name: "429 without a time", fault: { kind: "status", status: 429, json: { error: "ConnectWiseAPI" } }, add: "refused" },
  { name: "429 as a web page", fault: { kind: "status", status: 429, body: "html" }, add: "refused" },
  {
    name: "429 three times",
    fault: { kind: "status", status: 429, retryAfter: { seconds: 5 } },
    times: 3,
    add: "refused",
    pause: { after: 429, ms: 5_000 },
  },
  { name: "500 once", fault: { kind: "status", status: 500 }, add: "cut off" },
  { name: "502 once, as a web page", fault: { kind: "status", status: 502, body: "html" }, add: "cut off" },
  { name: "503 once", fault: { kind: "status", status: 503 }, add: "cut off" },
  {
    name: "503 that says when to come back",
    fault: { kind: "status", status: 503, retryAfter: { seconds: 20 } },
    add: "cut off",
    pause: { after: 503, ms: 20_000 },
  },
  { name: "500 after the effect", fault: { kind: "status", status: 500, at: "after" }, add: "lost" },
  { name: "502 after the effect", fault: { kind: "status", status: 502, at: "after", body: "html" }, add: "lost" },
  { name: "503 after the effect", fault: { kind: "status", status: 503, at: "after" }, add: "lost" },
  { name: "reset before the effect", fault: { kind: "reset", at: "before" }, add: "cut off" },
  { name: "reset after the effect", fault: { kind: "reset", at: "after" }, add: "lost" },
  { name: "truncated JSON", fault: { kind: "garble", how: "truncated" }, add: "lost" },
  { name: "an answer cut off on the way", fault: { kind: "garble", how: "cut-off" }, add: "lost" },
  { name: "HTML with 200", fault: { kind: "garble", how: "html" }, add: "lost" },
  { name: "an empty body", fault: { kind: "garble", how: "empty" }, add: "lost" },
  { name: "a body that is no JSON", fault: { kind: "garble", how: "not-json" }, add: "lost" },
];

const CALLS_OF_ADD: Readonly<Record<Add, Readonly<Record<string, number>>>> = {
  refused: { POST: 1 },
  "cut off": { POST: 1, lines: 5 },
  lost: { lines: 1 },
  fine: {},
};

const MOMENTS_OF_A_RUN = ["discovery", "agreements", "products", "lines", "PATCH", "POST"] as const satisfies readonly MomentName[];

describe("trouble that passes leaves no trace", () => {
  const rows = TROUBLES.flatMap((trouble) => MOMENTS_OF_A_RUN.map((moment) => ({ ...trouble, moment })));

  it.for(rows)("$name, at $moment", async ({ name, fault, times = 1, add, pause, moment }, { openWorld }) => {
    const more = moment === "POST" && times === 1 ? CALLS_OF_ADD[add] : { [moment]: times };
    await checkRow(openWorld, {
      name,
      // One call at a time, so that each answer with a pause in it is heard before the next call begins.
      setup: { ...PLAIN_SETUP, preferences: { concurrency: 1 } },
      fault: (world) => strike(world, moment, fault, { times }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls(moment === "discovery" ? { discovery: times + 1 } : more),
      also: (night) => pause && expect(shortestPauseAfter(pause.after, night)).toBeGreaterThanOrEqual(pause.ms),
    });
  });
});

describe("JSON under a wrong content type is read for what it is", () => {
  it.for(MOMENTS_OF_A_RUN)("at %s", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "garble", how: "wrong-content-type" }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls(moment === "discovery" ? { discovery: 1 } : {}),
    });
  });
});

describe("a fault that comes often costs tries, and nothing else", () => {
  const rows = [500, 502, 503].flatMap((status) =>
    (["discovery", "agreements", "products", "lines", "PATCH"] as const).map((moment) => ({ status, moment })),
  );

  it.for(rows)("$status five times, at $moment", async ({ status, moment }, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "status", status }, { times: 5 }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ [moment]: moment === "discovery" ? 6 : 5 }),
    });
  });
});

describe("a fault that strikes an add often", () => {
  const statuses = [500, 502, 503] as const;

  it.for(statuses)("%d twice: it is looked for each time, and added by the third request", async (status, { openWorld }) => {
    await checkRow(openWorld, {
      name: "twice",
      fault: (world) => strike(world, "POST", { kind: "status", status }, { times: 2 }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ POST: 2, lines: 2 * 5 }),
    });
  });

  it.for(statuses)("%d five times: it is not asked for more than three times in a night", async (status, { openWorld }) => {
    await checkRow(openWorld, {
      name: "five times",
      fault: (world) => strike(world, "POST", { kind: "status", status }, { times: 5 }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ POST: 2, lines: 4 + 2 * 5 }),
    });
  });
});

describe("a site that refuses connections for a while costs nothing but time", () => {
  it.for(MOMENTS_OF_A_RUN)("at %s", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: async (world) => {
        if (moment === "discovery") await world.forgetSite();
        refuseConnections(world, moment, { untilWait: 3 });
      },
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls:
        moment === "POST"
          ? // It may have gone into a connection that broke, and is then looked for.
            (expect.objectContaining({ agreements: 1, products: 1, PATCH: 1, POST: 1 }) as Calls)
          : withCalls(moment === "discovery" ? { discovery: 1 } : {}),
    });
  });
});

describe("an answer slower than the time allowed", () => {
  const setup = { ...PLAIN_SETUP, answerTimeoutMs: 1_500 };

  it.for(["discovery", "agreements", "products", "lines", "PATCH"] as const)("at %s, is asked for again", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      setup,
      fault: (world) => strike(world, moment, { kind: "hang", at: "after" }, { times: 1 }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ [moment]: moment === "discovery" ? 2 : 1 }),
    });
  });

  it("to an add that took effect, is made good by a look", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      setup,
      fault: (world) => strike(world, "POST", { kind: "hang", at: "after" }, { times: 1 }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ lines: 1 }),
    });
  });

  it("to an add that took no effect yet, is not asked for again in the same night, since it still may come", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      setup,
      fault: (world) => strike(world, "POST", { kind: "hang", at: "before" }, { times: 1 }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ lines: 4 }),
    });
  });
});

/** From each answer with this status to the next call that began after it. */
function shortestPauseAfter(status: number, { sent }: Night): number {
  const pauses = sent.flatMap((call) => {
    const { endedAs = 0, endedAt } = call;
    const next = sent.find((other) => other.beganAs > endedAs);
    return call.status !== status || endedAt === undefined || next === undefined ? [] : [next.beganAt.getTime() - endedAt.getTime()];
  });
  return Math.min(...pauses);
}

/** From the first call of this kind on, nobody listens; from this many waits on, somebody does again. */
function refuseConnections({ simulator, traffic, clock }: RunWorld, moment: MomentName, { untilWait }: { untilWait: number }): void {
  traffic.beforeCall = async (call) => {
    if (momentOf(call) !== moment) return;
    traffic.beforeCall = () => undefined;
    await simulator.stopListening();
  };
  let waits = 0;
  clock.onSleep = async () => {
    if (simulator.listening) return;
    waits += 1;
    if (waits === untilWait) await simulator.startListening();
  };
}
