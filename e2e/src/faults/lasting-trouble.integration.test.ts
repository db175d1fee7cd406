import type { Fault } from "@integrations/connectwise-simulator";
import { describe, expect } from "vitest";
import { momentOf, type MomentName } from "../support/run-world/night.ts";
import type { RunWorld } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { checkRow, onAgreementOf, strike, TOLD_PLAINLY, withCalls } from "./fault-row.ts";

interface LastingTrouble {
  readonly name: string;
  readonly fault: Fault;
  readonly reason: "unavailable" | "rate_limited" | "invalid_response";
}

/** Trouble in which the request certainly has no effect, or none is known. */
const WITHOUT_EFFECT: readonly LastingTrouble[] = [
  { name: "429 with seconds", fault: { kind: "status", status: 429, retryAfter: { seconds: 10 } }, reason: "rate_limited" },
  {
    name: "429 with an HTTP date",
    fault: { kind: "status", status: 429, retryAfter: { seconds: 10, as: "date" } },
    reason: "rate_limited",
  },
  { name: "429 without a time", fault: { kind: "status", status: 429, json: { error: "ConnectWiseAPI" } }, reason: "rate_limited" },
  { name: "429 as a web page", fault: { kind: "status", status: 429, body: "html" }, reason: "rate_limited" },
  { name: "500", fault: { kind: "status", status: 500 }, reason: "unavailable" },
  { name: "502 as a web page", fault: { kind: "status", status: 502, body: "html" }, reason: "unavailable" },
  { name: "503", fault: { kind: "status", status: 503 }, reason: "unavailable" },
  { name: "reset before the effect", fault: { kind: "reset" }, reason: "unavailable" },
];
/** Trouble in which it has one, and every answer is spoilt. */
const WITH_EFFECT: readonly LastingTrouble[] = [
  { name: "reset after the effect", fault: { kind: "reset", at: "after" }, reason: "unavailable" },
  { name: "500 after the effect", fault: { kind: "status", status: 500, at: "after" }, reason: "unavailable" },
  { name: "HTML with 200", fault: { kind: "garble", how: "html" }, reason: "invalid_response" },
  { name: "truncated JSON", fault: { kind: "garble", how: "truncated" }, reason: "invalid_response" },
  { name: "an empty body", fault: { kind: "garble", how: "empty" }, reason: "invalid_response" },
];
const LASTING = [...WITHOUT_EFFECT, ...WITH_EFFECT];

const UNTOUCHED = ["alder FILTER 10", "birch FILTER 5"];
/** Tries of one call, and attempts of one night. */
const TRIES = 10;
const ATTEMPTS = 3;
/** The wait before the last look for an add whose answer was lost. */
const LAST_LOOK_AFTER_MS = 15_000;

describe("trouble that stays, while reading", () => {
  const rows = LASTING.flatMap((trouble) => (["agreements", "products"] as const).map((moment) => ({ ...trouble, moment })));

  it.for(rows)("$name, at $moment, fails the night after three attempts", async ({ name, fault, reason, moment }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, moment, fault),
      additions: UNTOUCHED,
      status: "failed",
      reason,
      told: [],
      calls: { agreements: ATTEMPTS, products: ATTEMPTS, [moment]: ATTEMPTS * TRIES },
    });
  });

  it.for(LASTING)("$name, at discovery, is told as a site that does not answer", async ({ name, fault, reason }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "discovery", fault),
      additions: UNTOUCHED,
      status: "failed",
      reason: reason === "rate_limited" ? "rate_limited" : "site_unreachable",
      told: [],
      calls: { discovery: ATTEMPTS * TRIES },
    });
  });

  it.for(LASTING)("$name, at the lines of all agreements, fails the night", async ({ name, fault, reason }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "lines", fault),
      additions: UNTOUCHED,
      status: "failed",
      reason,
      told: ["alder", "birch", "cedar"].map((customer) => `${customer} ${customer} skipped ${reason}`),
      calls: { agreements: ATTEMPTS, products: ATTEMPTS, lines: 3 * ATTEMPTS * TRIES },
    });
  });

  it.for(LASTING)("$name, at the lines of one agreement, is that one's alone", async ({ name, fault, reason }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "lines", fault, { match: onAgreementOf(world, "cedar") }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", `cedar cedar skipped ${reason}`],
      calls: { agreements: 1, products: 1, lines: 2 + TRIES, PATCH: 1 },
    });
  });
});

describe("trouble that stays, while writing", () => {
  it.for(WITHOUT_EFFECT)("$name, at PATCH, is that line's alone", async ({ name, fault, reason }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "PATCH", fault),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: [`alder FILTER 10>12 failed ${reason}`, "cedar FILTER ->7 added"],
      // A refusal that names itself needs no look at what became of it.
      calls: withCalls({ PATCH: TRIES - 1, lines: reason === "rate_limited" ? 0 : 1 }),
    });
  });

  it.for(WITH_EFFECT)("$name, at PATCH, is made good by a look", async ({ name, fault }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "PATCH", fault),
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({ PATCH: TRIES - 1, lines: 1 }),
    });
  });

  it.for(WITHOUT_EFFECT)("$name, at POST, is that line's alone", async ({ name, fault, reason }, { openWorld }) => {
    const refused = reason === "rate_limited";
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "POST", fault),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", `cedar FILTER ->7 failed ${refused ? reason : "add_not_confirmed"}`],
      // Asked for three times at most, each time after a look and followed by four.
      calls: withCalls(refused ? { POST: TRIES - 1 } : { POST: 2, lines: 4 + 2 * 5 }),
    });
  });

  it.for(WITH_EFFECT)("$name, at POST, is made good by a look", async ({ name, fault }, { openWorld }) => {
    await checkRow(openWorld, {
      name,
      fault: (world) => strike(world, "POST", fault),
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({ lines: 1 }),
    });
  });

  it("an add that was cut off on its way and takes effect half a minute later is found, and not asked for twice", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "late effect",
      fault: async (world) => {
        await strike(world, "POST", { kind: "reset" }, { times: 1 });
        const line = { agreementId: world.agreementId("cedar"), productId: world.productId("FILTER"), quantity: 7 };
        world.clock.onSleep = (ms) => ms === LAST_LOOK_AFTER_MS && world.psa.addLine(line);
      },
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({ lines: 4 }),
    });
  });

  it("after an add whose answer was lost: nothing more can be read, and it is not added again", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "lost add, then no more reads",
      fault: async (world) => {
        await strike(world, "POST", { kind: "reset", at: "after" }, { times: 1 });
        // The first two reads are the plan's and the one before the add.
        await strike(world, "lines", { kind: "status", status: 503 }, { match: onAgreementOf(world, "cedar"), from: 3 });
      },
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ lines: TRIES }),
    });
  });
});

describe("answers that never come", () => {
  const setup = { ...PLAIN_SETUP, answerTimeoutMs: 250 };

  it("at the lines of one agreement are that one's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "lines",
      setup,
      fault: (world) => strike(world, "lines", { kind: "hang" }, { match: onAgreementOf(world, "cedar") }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar cedar skipped timeout"],
      calls: { agreements: 1, products: 1, lines: 2 + TRIES, PATCH: 1 },
    });
  });

  it("at PATCH are that line's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      setup,
      fault: (world) => strike(world, "PATCH", { kind: "hang" }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed timeout", "cedar FILTER ->7 added"],
      calls: withCalls({ PATCH: TRIES - 1, lines: 1 }),
    });
  });

  it("at PATCH, each after its effect, are made good by a look", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      setup,
      fault: (world) => strike(world, "PATCH", { kind: "hang", at: "after" }),
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({ PATCH: TRIES - 1, lines: 1 }),
    });
  });
});

describe("a site that wants to be left alone for an hour", () => {
  it("is asked once per attempt, never sooner than ten minutes after it said so, and the night fails", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "an hour",
      fault: (world) => strike(world, "agreements", { kind: "status", status: 429, retryAfter: { seconds: 3_600 } }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "rate_limited",
      told: [],
      calls: { agreements: ATTEMPTS, products: ATTEMPTS },
      also: ({ sent }) => {
        const said = sent.filter(({ status }) => status === 429).map(({ endedAt }) => endedAt?.getTime() ?? 0);
        const gaps = said.slice(1).map((at, index) => at - (said[index] ?? 0));
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(600_000);
      },
    });
  });
});

describe("a proxy that gives up while ConnectWise is still at work", () => {
  const GAVE_UP: Fault = { kind: "status", status: 504, body: "html" };

  it("on an add: nothing is added twice, however late the line comes", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "late add",
      fault: (world) => strike(world, "POST", GAVE_UP, { times: 1 }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ lines: 4 }),
      // Only now.
      repair: (world) => {
        world.psa.addLine({ agreementId: world.agreementId("cedar"), productId: world.productId("FILTER"), quantity: 7 });
      },
      afterwards: { additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"], told: [] },
    });
  });

  it("on a change: it is sent again, which does no harm", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "late change",
      fault: (world) => strike(world, "PATCH", GAVE_UP, { times: 1 }),
      additions: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"],
      told: TOLD_PLAINLY,
      calls: withCalls({ PATCH: 1 }),
    });
  });
});

describe("a site that refuses every connection from then on", () => {
  const setup = { ...PLAIN_SETUP, preferences: { concurrency: 1 } };

  it.for(["agreements", "products", "lines"] as const)("at %s, fails the night", async (moment, { openWorld }) => {
    const told = ["alder", "birch", "cedar"].map((customer) => `${customer} ${customer} skipped unavailable`);
    await checkRow(openWorld, {
      name: moment,
      setup,
      fault: (world) => refuseFrom(world, moment),
      additions: UNTOUCHED,
      status: "failed",
      reason: "unavailable",
      told: moment === "lines" ? told : [],
      // Later attempts find nobody at their first call.
      calls: { agreements: {}, products: { agreements: 1 }, lines: { agreements: 1, products: 1 } }[moment],
    });
  });

  it("at discovery, is told as a site that does not answer", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "discovery",
      fault: async (world) => {
        await world.forgetSite();
        refuseFrom(world, "discovery");
      },
      additions: UNTOUCHED,
      status: "failed",
      reason: "site_unreachable",
      told: [],
      calls: {},
    });
  });

  it("at PATCH, is told with every write that was left", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      setup,
      fault: (world) => refuseFrom(world, "PATCH"),
      additions: UNTOUCHED,
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed unavailable", "cedar FILTER ->7 failed unavailable"],
      calls: { agreements: 1, products: 1, lines: 3 },
    });
  });

  it("at POST, is told with the add", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      setup,
      fault: (world) => refuseFrom(world, "POST"),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      // The request may have gone into a connection that was just breaking, and then nobody knows.
      told: ["alder FILTER 10>12 set", expect.stringMatching(/^cedar FILTER ->7 failed (unavailable|add_not_confirmed)$/) as string],
      calls: withCalls({ POST: -1 }),
    });
  });
});

/** From the first call of this kind on, nobody listens. */
function refuseFrom({ simulator, traffic }: RunWorld, moment: MomentName): void {
  traffic.beforeCall = async (call) => {
    if (momentOf(call) === moment && simulator.listening) await simulator.stopListening();
  };
}
