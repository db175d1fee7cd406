import { startConnectWiseSimulator, type Fault, type Simulator } from "@integrations/connectwise-simulator";
import { describe, expect, onTestFinished } from "vitest";
import { COMPANY_ID } from "../support/run-world/site.ts";
import { testWithWorld as it } from "../support/run-world/test-with-world.ts";
import { PLAIN_SETUP } from "../support/run-world/world-setup.ts";
import { ALL_WELL, checkRow, onAgreementOf, strike, TOLD_PLAINLY, withCalls } from "./fault-row.ts";

const UNTOUCHED = ["alder FILTER 10", "birch FILTER 5"];
const ONE_AT_A_TIME = { ...PLAIN_SETUP, preferences: { concurrency: 1 } };

describe("a 400", () => {
  const bodies = ["as-usual", "without-errors", "null-errors", "html", "empty"] as const;

  it.for(bodies)("%s, at PATCH, is not repeated and is that line's alone", async (body, { openWorld }) => {
    await checkRow(openWorld, {
      name: body,
      fault: (world) => strike(world, "PATCH", { kind: "status", status: 400, body }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed rejected", "cedar FILTER ->7 added"],
      calls: withCalls({}),
    });
  });

  it.for(bodies)("%s, at POST, is not repeated and is that line's alone", async (body, { openWorld }) => {
    await checkRow(openWorld, {
      name: body,
      fault: (world) => strike(world, "POST", { kind: "status", status: 400, body }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed rejected"],
      calls: withCalls({}),
    });
  });

  it.for(bodies)("%s, at the lines of one agreement, is that agreement's alone", async (body, { openWorld }) => {
    await checkRow(openWorld, {
      name: "lines",
      fault: (world) => strike(world, "lines", { kind: "status", status: 400, body }, { match: onAgreementOf(world, "alder") }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder alder skipped rejected", "cedar FILTER ->7 added"],
      calls: withCalls({ PATCH: -1 }),
    });
  });

  const readings = (["agreements", "products"] as const).flatMap((moment) => bodies.map((body) => ({ moment, body })));

  it.for(readings)("$body, at $moment, fails the night at once", async ({ moment, body }, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "status", status: 400, body }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "rejected",
      told: [],
      calls: { agreements: 1, products: 1 },
    });
  });

  it("about the platform's clientId is told as what it is", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "clientId",
      fault: (world) => strike(world, "agreements", { kind: "status", status: 400, text: "Missing or invalid clientId" }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "rejected",
      told: [],
      calls: { agreements: 1, products: 1 },
      also: ({ run }) => expect(run.detail).toMatch(/CONNECTWISE_CLIENT_ID/),
    });
  });
});

describe("a 401 in the middle of a run ends it: nothing more is sent, and the connection needs attention", () => {
  const moments = [
    { moment: "agreements", nth: 1, additions: UNTOUCHED, told: [], calls: { agreements: 1 } },
    { moment: "products", nth: 1, additions: UNTOUCHED, told: [], calls: { agreements: 1, products: 1 } },
    { moment: "lines", nth: 2, additions: UNTOUCHED, told: [], calls: { agreements: 1, products: 1, lines: 2 } },
    {
      moment: "PATCH",
      nth: 1,
      additions: UNTOUCHED,
      told: ["alder FILTER 10>12 skipped credentials_refused", "cedar FILTER ->7 skipped credentials_refused"],
      calls: { agreements: 1, products: 1, lines: 3, PATCH: 1 },
    },
    {
      // The look before the add.
      moment: "lines",
      nth: 4,
      additions: ["alder FILTER 12", "birch FILTER 5"],
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 skipped credentials_refused"],
      calls: { agreements: 1, products: 1, lines: 4, PATCH: 1 },
    },
    {
      moment: "POST",
      nth: 1,
      additions: ["alder FILTER 12", "birch FILTER 5"],
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 skipped credentials_refused"],
      calls: withCalls({}),
    },
  ] as const;

  it.for(moments)("at $moment $nth", async ({ moment, nth, additions, told, calls }, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      setup: ONE_AT_A_TIME,
      fault: (world) => strike(world, moment, { kind: "status", status: 401 }, { nth }),
      additions,
      status: "failed",
      reason: "credentials_refused",
      told,
      calls,
      also: async (_night, world) => expect(await world.fanOut()).toBe(0),
      repair: (world) => world.reconnect(),
    });
  });

  it.for(["agreements", "lines", "PATCH", "POST"] as const)("at %s, with many calls under way at once", async (moment, { openWorld }) => {
    const customers = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `c${String(index).padStart(2, "0")}`,
        { counts: { cloudfilter: 9 }, ...(index % 2 === 0 ? { lines: { FILTER: 8 } } : {}) },
      ]),
    );
    const world = await openWorld({ ...PLAIN_SETUP, customers });
    // Not a single answer, but keys that are gone from this moment on.
    await strike(world, moment, { kind: "call", run: ({ tenant }) => tenant?.removeMember("SimPublicKey0001") }, { nth: 1 });
    const night = await world.night();
    expect(night).toMatchObject({ status: "failed", reason: "credentials_refused" });
    const refusedAs = Math.min(...night.sent.filter(({ status }) => status === 401).map(({ endedAs = 0 }) => endedAs));
    expect(night.sent.filter(({ beganAs }) => beganAs > refusedAs)).toEqual([]);
    expect(night.requests.filter(({ effect }) => effect !== undefined)).toHaveLength(
      night.told.filter((line) => / (set|added)$/.test(line)).length,
    );

    world.simulator.tenant().addMember({ publicKey: "SimPublicKey0001", privateKey: "SimPrivateKey001" });
    world.simulator.faults.clear();
    await world.reconnect();
    await world.night();
    expect(world.standing()).toEqual(Object.keys(customers).map((customer) => `${customer} FILTER 9`));
  });

  it("at discovery says that the site is none of ConnectWise's, since no keys were sent there", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "discovery",
      fault: (world) => strike(world, "discovery", { kind: "status", status: 401 }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "site_unreachable",
      told: [],
      calls: { discovery: 1 },
    });
  });
});

describe("a 403", () => {
  it("on the lines of one agreement is that agreement's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "one agreement",
      fault: (world) => {
        const agreementIds = [world.agreementId("alder")];
        world.simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementTypes: [], agreementIds } });
      },
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder alder skipped permission_missing", "cedar FILTER ->7 added"],
      calls: withCalls({ PATCH: -1 }),
      repair: (world) => world.simulator.tenant().changeMember("SimPublicKey0001", { refused: { agreementTypes: [], agreementIds: [] } }),
    });
  });

  it("on changing is told with each change, and adding goes on", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      fault: (world) => strike(world, "PATCH", { kind: "status", status: 403 }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed permission_missing", "cedar FILTER ->7 added"],
      calls: withCalls({}),
    });
  });

  it("on adding is told with each add, and changing goes on", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      fault: (world) => strike(world, "POST", { kind: "status", status: 403 }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed permission_missing"],
      calls: withCalls({}),
    });
  });

  it.for(["agreements", "products"] as const)("on %s fails the night at once", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "status", status: 403 }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "permission_missing",
      told: [],
      calls: { agreements: 1, products: 1 },
    });
  });
});

describe("a 409", () => {
  it("at PATCH is that line's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      fault: (world) => strike(world, "PATCH", { kind: "status", status: 409 }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed conflict", "cedar FILTER ->7 added"],
      calls: withCalls({}),
    });
  });

  it("at POST is that line's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      fault: (world) => strike(world, "POST", { kind: "status", status: 409 }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed conflict"],
      calls: withCalls({}),
    });
  });
});

describe("a redirect is never followed", () => {
  const reading = ["agreements", "products"] as const;

  it.for(reading)("to plain HTTP, at %s: fails the night at once", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "redirect", to: "plain-http" }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "invalid_response",
      told: [],
      calls: { agreements: 1, products: 1 },
    });
  });

  it.for([...reading, "discovery", "lines", "PATCH", "POST"] as const)(
    "to another host, at %s: nobody there hears of it",
    async (moment, { openWorld }) => {
      const elsewhere = await startElsewhere();
      const world = await openWorld({ ...PLAIN_SETUP, alsoAllowed: [elsewhere.site] });
      const to = (path: string): Fault => ({ kind: "redirect", to: { url: `${elsewhere.url}${path}` }, status: 307 });
      await strike(world, moment, to("/v2025_1/apis/3.0/finance/agreements"));
      const night = await world.night();
      expect(elsewhere.requests.count).toBe(0);
      expect(night.told.filter((line) => / (set|added)$/.test(line))).toEqual(
        night.requests.flatMap(({ effect }) => (effect === undefined ? [] : [TOLD_PLAINLY[effect.kind === "created" ? 1 : 0]])),
      );
      expect(night.status).toBe(reading.includes(moment as "agreements") || moment === "discovery" ? "failed" : "succeeded_with_problems");

      world.simulator.faults.clear();
      await world.night();
      expect(world.standing()).toEqual(ALL_WELL);
    },
  );

  it("to plain HTTP, at discovery: is told as a site that does not answer as ConnectWise does", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "discovery",
      fault: (world) => strike(world, "discovery", { kind: "redirect", to: "plain-http" }),
      additions: UNTOUCHED,
      status: "failed",
      reason: "site_unreachable",
      told: [],
      calls: { discovery: 1 },
    });
  });

  it("to plain HTTP, at the lines of one agreement: is that agreement's alone", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "lines",
      fault: (world) => strike(world, "lines", { kind: "redirect", to: "plain-http" }, { match: onAgreementOf(world, "cedar") }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar cedar skipped invalid_response"],
      calls: { agreements: 1, products: 1, lines: 3, PATCH: 1 },
    });
  });

  it("to plain HTTP, at PATCH: is told, after a look", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "PATCH",
      fault: (world) => strike(world, "PATCH", { kind: "redirect", to: "plain-http" }),
      additions: ["alder FILTER 10", "birch FILTER 5", "cedar FILTER 7"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 failed invalid_response", "cedar FILTER ->7 added"],
      calls: withCalls({ lines: 1 }),
    });
  });

  it.for(["PATCH", "POST"] as const)("to plain HTTP, at %s, after the effect: a look finds it", async (moment, { openWorld }) => {
    await checkRow(openWorld, {
      name: moment,
      fault: (world) => strike(world, moment, { kind: "redirect", to: "plain-http", at: "after" }),
      additions: ALL_WELL,
      told: TOLD_PLAINLY,
      calls: withCalls({ lines: 1 }),
    });
  });

  it("to plain HTTP, at POST: asked for three times at most, and told", async ({ openWorld }) => {
    await checkRow(openWorld, {
      name: "POST",
      fault: (world) => strike(world, "POST", { kind: "redirect", to: "plain-http" }),
      additions: ["alder FILTER 12", "birch FILTER 5"],
      status: "succeeded_with_problems",
      told: ["alder FILTER 10>12 set", "cedar FILTER ->7 failed add_not_confirmed"],
      calls: withCalls({ POST: 2, lines: 4 + 2 * 5 }),
    });
  });
});

/** A ConnectWise that knows the partner as well, so that a followed redirect would go through. */
async function startElsewhere(): Promise<Simulator> {
  const elsewhere = await startConnectWiseSimulator({ controlPort: false, tenants: [{ companyId: COMPANY_ID }] });
  onTestFinished(() => elsewhere.close());
  return elsewhere;
}
