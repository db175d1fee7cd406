import { describe, expect } from "vitest";
import { breachesOf } from "../support/run-world/never-rules.ts";
import type { PlainFault } from "../support/run-world/psa-site.ts";
import type { World } from "../support/run-world/run-world.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP, type PlainSetup } from "../support/run-world/world-setup.ts";

/**
 * What the platform promises whoever the provider is: a night with the trouble, then two without it. What only ConnectWise's wire
 * can do, and how many calls it costs there, stands in the other files.
 */
const PROVIDERS = ["connectwise", "autotask"] as const;
type ProviderName = (typeof PROVIDERS)[number];

const ALL_WELL = ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 7"];
const UNTOUCHED = ["alder FILTER 10", "birch FILTER 5"];
const TOLD_PLAINLY = ["alder FILTER 10>12 set", "cedar FILTER ->7 added"];
const SOME = "succeeded_with_problems";

interface Row {
  readonly name: string;
  readonly setup?: PlainSetup;
  readonly trouble?: (world: World) => unknown;
  readonly status?: string;
  readonly reason?: string;
  readonly told: readonly string[];
  readonly standing: readonly string[] | Readonly<Record<ProviderName, readonly string[]>>;
  readonly repair?: (world: World) => unknown;
  /** After a quiet night; all is well where left out. */
  readonly afterwards?: Row["standing"];
}

const REFUSED: PlainFault = { kind: "status", status: 429, retryAfter: { seconds: 40 } };
const FAULTS: ReadonlyArray<readonly [name: string, fault: PlainFault]> = [
  ["429 with seconds", REFUSED],
  ["429 without a time", { kind: "status", status: 429 }],
  ["500 before the effect", { kind: "status", status: 500 }],
  ["500 after the effect", { kind: "status", status: 500, at: "after" }],
  ["503 as a web page", { kind: "status", status: 503, body: "html" }],
  ["reset before the effect", { kind: "reset", at: "before" }],
  ["reset after the effect", { kind: "reset", at: "after" }],
  ["truncated JSON", { kind: "garble", how: "truncated" }],
  ["an answer cut off on the way", { kind: "garble", how: "cut-off" }],
  ["HTML with 200", { kind: "garble", how: "html" }],
  ["an empty body", { kind: "garble", how: "empty" }],
];

/** `passing-trouble` has these rows for ConnectWise and counts the calls; reads, which take all faults alike, are the contract suite's. */
const PASSING: readonly Row[] = FAULTS.flatMap(([name, fault]) =>
  (["set", "add"] as const).map((moment) => ({
    name: `${name}, at ${moment}`,
    trouble: (world: World) => world.meet(moment, fault, { nth: 1 }),
    told: TOLD_PLAINLY,
    standing: ALL_WELL,
  })),
);

const LASTING: readonly Row[] = [
  {
    name: "500 at every read",
    trouble: (world) => world.meet("lines", { kind: "status", status: 500 }),
    status: "failed",
    reason: "unavailable",
    told: ["alder", "birch", "cedar"].map((customer) => `${customer} ${customer} skipped unavailable`),
    standing: UNTOUCHED,
  },
  {
    name: "a web page in place of every list of agreements",
    trouble: (world) => world.meet("agreements", { kind: "garble", how: "html" }),
    status: "failed",
    reason: "invalid_response",
    told: [],
    standing: UNTOUCHED,
  },
  {
    name: "429 at every change of a line",
    trouble: (world) => world.meet("set", REFUSED),
    status: SOME,
    told: ["alder FILTER 10>12 failed rate_limited", "cedar FILTER ->7 added"],
    standing: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
  },
  {
    name: "500 at every new line",
    trouble: (world) => world.meet("add", { kind: "status", status: 500 }),
    status: SOME,
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
    standing: ["alder FILTER 12", "birch FILTER 5"],
  },
];

/** Likewise. */
const HANGS: readonly Row[] = [
  {
    name: "no answer to a change that took effect",
    setup: { ...PLAIN_SETUP, answerTimeoutMs: 1_500 },
    trouble: (world) => world.meet("set", { kind: "hang", at: "after" }, { nth: 1 }),
    told: TOLD_PLAINLY,
    standing: ALL_WELL,
  },
  {
    name: "no answer to a new line that may still come: not asked for again in the same night",
    setup: { ...PLAIN_SETUP, answerTimeoutMs: 1_500 },
    trouble: (world) => world.meet("add", { kind: "hang", at: "before" }, { nth: 1 }),
    status: SOME,
    told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
    standing: ["alder FILTER 12", "birch FILTER 5"],
  },
];

const PEOPLE: readonly Row[] = [
  {
    name: "somebody sets the line after it was read",
    trouble: (world) => world.meet("lines", () => world.person.setLine("alder", "FILTER", 11), { nth: 1, at: "after" }),
    told: TOLD_PLAINLY,
    standing: ALL_WELL,
  },
  {
    name: "somebody doubles the line after it was read",
    trouble: (world) => world.meet("lines", () => world.person.addLine("alder", "FILTER", 3), { nth: 1, at: "after" }),
    told: TOLD_PLAINLY,
    standing: ["alder FILTER 12", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"],
    afterwards: ["alder FILTER 12", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"],
  },
  {
    name: "somebody doubled the line before the night",
    trouble: (world) => world.person.addLine("alder", "FILTER", 3),
    status: SOME,
    told: ["alder FILTER ->12 skipped several_lines", "cedar FILTER ->7 added"],
    standing: ["alder FILTER 10", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"],
    afterwards: ["alder FILTER 10", "alder FILTER 3", "birch FILTER 5", "cedar FILTER 7"],
  },
  {
    name: "somebody adds the missing line right before it would be added",
    trouble: (world) => world.meet("add", () => world.person.addLine("cedar", "FILTER", 2), { nth: 1 }),
    told: TOLD_PLAINLY,
    // ConnectWise takes a second line of a product; Autotask adds to the one there is.
    standing: { connectwise: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 2", "cedar FILTER 7"], autotask: ALL_WELL },
    afterwards: { connectwise: ["alder FILTER 12", "birch FILTER 5", "cedar FILTER 2", "cedar FILTER 7"], autotask: ALL_WELL },
  },
  {
    name: "somebody takes the line away right before it would be set, and the partner has it added again",
    trouble: (world) => world.meet("set", () => world.person.removeLines("alder", "FILTER"), { nth: 1 }),
    status: SOME,
    told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
    standing: ["birch FILTER 5", "cedar FILTER 7"],
    repair: async (world) => {
      expect((await world.night()).told).toEqual(["alder FILTER ->12 skipped line_removed"]);
      await world.decide("alder", "FILTER", "add_again");
    },
  },
  {
    name: "somebody revokes the keys in the middle",
    trouble: (world) => world.meet("lines", () => world.person.revokeKeys(), { nth: 1 }),
    status: "failed",
    reason: "credentials_refused",
    told: [],
    standing: UNTOUCHED,
    repair: async (world) => {
      world.person.restoreKeys();
      await world.reconnect();
    },
  },
  {
    name: "an agreement has ended",
    trouble: (world) => world.person.endAgreement("alder"),
    status: SOME,
    told: ["alder alder skipped agreement_ended", "cedar FILTER ->7 added"],
    standing: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
    afterwards: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
  },
  {
    name: "the product is no longer sold",
    trouble: (world) => world.person.retireProduct("FILTER"),
    status: SOME,
    told: ["alder FILTER 10>12 skipped product_not_found", "cedar FILTER ->7 skipped product_not_found"],
    standing: UNTOUCHED,
    afterwards: UNTOUCHED,
  },
];

const NAMES = ["c01", "c02", "c03", "c04", "c05", "c06"];

const COUNTS: readonly Row[] = [
  {
    name: "a count that is broken is held, and what was right goes on once it is right again",
    setup: {
      ...PLAIN_SETUP,
      customers: Object.fromEntries(NAMES.map((name) => [name, { counts: { cloudfilter: 0 }, lines: { FILTER: 10 } }])),
    },
    status: "held",
    reason: "mass_drop",
    told: NAMES.map((name) => `${name} FILTER 10>0 held`),
    standing: NAMES.map((name) => `${name} FILTER 10`),
    repair: (world) => {
      for (const name of NAMES) world.count(name, { cloudfilter: 11 });
    },
    afterwards: NAMES.map((name) => `${name} FILTER 11`),
  },
  {
    name: "a customer that was never counted is left alone",
    trouble: (world) => world.count("alder", undefined),
    status: SOME,
    told: ["alder alder skipped quantities_missing", "cedar FILTER ->7 added"],
    standing: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
    repair: (world) => world.count("alder", { cloudfilter: 12 }),
  },
  {
    name: "an archived customer wants none of everything",
    trouble: (world) => world.archive("alder"),
    told: ["alder FILTER 10>0 set", "cedar FILTER ->7 added"],
    standing: ["alder FILTER 0", "birch FILTER 5", "cedar FILTER 7"],
    afterwards: ["alder FILTER 0", "birch FILTER 5", "cedar FILTER 7"],
  },
  {
    name: "two customers on one agreement and two services of one product are added up, a bundle's members with them",
    setup: {
      products: { FILTER: {}, SEND: {} },
      mappings: { cloudfilter: "FILTER", xtramail: "FILTER", safesend: "SEND" },
      customers: {
        alder: { counts: { cloudfilter: 5, xtramail: 1 }, lines: { FILTER: 1 } },
        alderette: { counts: { "bracket-bundle": 10 }, sharesWith: "alder" },
      },
    },
    told: ["alder FILTER 1>16 set", "alder SEND ->10 added"],
    standing: ["alder FILTER 16", "alder SEND 10"],
    afterwards: ["alder FILTER 16", "alder SEND 10"],
  },
];

describe.each(PROVIDERS)("%s", (provider) => {
  const groups = [
    ...(provider === "connectwise"
      ? []
      : ([
          ["trouble that passes leaves no trace", PASSING],
          ["silence", HANGS],
        ] as const)),
    ["trouble that stays is told, harms nobody else, and the next night makes good", LASTING],
    ["people who work at the same time", PEOPLE],
    ["counts", COUNTS],
  ] as const;
  describe.each(groups)("%s", (_title, rows) => {
    const at = (standing: Row["standing"]): readonly string[] => ("connectwise" in standing ? standing[provider] : standing);

    it.for(rows)("$name", async ({ setup, trouble, status = "succeeded", reason = null, told, standing, ...row }, { openWorld }) => {
      const world: World = provider === "autotask" ? await openWorld.autotask(setup) : await openWorld(setup);
      await trouble?.(world);
      const night = await world.night();
      const end = { status: night.status, reason: night.reason, told: night.told, standing: world.standing() };
      expect(end).toEqual({ status, reason, told, standing: at(standing) });
      const sentByFirst = world.traffic.calls.length;

      world.simulator.faults.clear();
      await row.repair?.(world);
      await world.night();
      expect(world.standing()).toEqual(at(row.afterwards ?? ALL_WELL));

      const last = await world.night();
      expect(last.requests.filter(({ isWrite }) => isWrite)).toEqual([]);
      expect(breachesOf(world, world.traffic.calls.slice(0, sentByFirst))).toEqual([]);
    });
  });
});
