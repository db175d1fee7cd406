import { withSimulator, type SimulatorProcess } from "../programs/simulator-process.ts";
import { runPartnerScript } from "../references/run-references.ts";
import { createFleet, LIFTED, type Fleet, type FleetOptions } from "../world/fleet.ts";
import type { Bench, Result, Row } from "./row.ts";

const LATENCY_MS = 80;

/** A partner whose night is as long as its ConnectWise is far away. */
export const NIGHT_OF_400: Row = {
  id: "night-400",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      const { wall } = await compare(bench, simulator, { partners: 1, customers: 400, services: 4, everyNthDiffers: 10 });
      return [{ ...wall, target: { atLeast: 8 } }];
    }),
};

export const NIGHT_OF_1000: Row = {
  id: "night-1000",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      const options = { partners: 1, customers: 1000, services: 8, everyNthDiffers: 10, callsPerMinute: LIFTED };
      const { wall, calls } = await compare(bench, simulator, options);
      return [
        { ...wall, target: { atLeast: 12 } },
        { ...calls, target: { atMost: 1.02 } },
      ];
    }),
};

/** The site allows so many requests a minute, and the connection is set to that. */
export const NIGHT_AT_THE_LIMIT: Row = {
  id: "night-limited",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      const limit = 900;
      await simulator.control.set({ latencyMs: LATENCY_MS, rateLimit: { requests: limit } });
      bench.tell("one partner of 1,000 agreements at a site that limits requests; about two minutes");
      const fleet = await createFleet(bench, simulator, {
        partners: 1,
        customers: 1000,
        services: 8,
        everyNthDiffers: 10,
        callsPerMinute: limit,
      });
      const night = await fleet.night();
      const requests = await simulator.control.requests();
      const refused = requests.filter((request) => request.status === 429).length;
      const leastMs = (requests.length / limit) * 60_000;
      return [
        {
          work: "1,000 agreements, 8 services, at the site's limit: wall time",
          unit: "s",
          ours: night.wallMs / 1000,
          reference: leastMs / 1000,
          referenceName: "calls / limit",
          ratio: night.wallMs / leastMs,
          target: { atMost: 1.08 },
          details: { calls: requests.length },
        },
        {
          work: "same: calls answered with 429",
          unit: "",
          ours: refused,
          reference: requests.length,
          referenceName: "calls",
          ratio: refused / requests.length,
          target: { atMost: 0.01 },
        },
      ];
    }),
};

async function compare(
  bench: Bench,
  simulator: SimulatorProcess,
  options: FleetOptions,
): Promise<{ wall: Omit<Result, "target">; calls: Omit<Result, "target"> }> {
  await simulator.control.set({ latencyMs: LATENCY_MS });
  const size = `${options.customers.toLocaleString("en")} agreements, ${options.services} services`;
  const script = await createFleet(bench, simulator, options);
  bench.tell(`${size}: the script a partner would write, one call after the other; some minutes`);
  const reference = await runPartnerScript(bench, simulator, script);
  const fleet = await createFleet(bench, simulator, options);
  await simulator.control.clearRequests();
  bench.tell(`${size}: ours`);
  const night = await fleet.night();
  const requests = await simulator.control.requests();
  const writes = requests.filter((request) => request.method !== "GET").length;
  if (writes !== fleet.changes) throw new Error(`The night made ${writes} changes instead of ${fleet.changes}.`);
  const needed = fleet.agreements + fleet.changes + bulkReadsOf(fleet);
  return {
    wall: {
      work: `1 partner, ${size}, 10 % changed, ${LATENCY_MS} ms latency: wall time`,
      unit: "s",
      ours: night.wallMs / 1000,
      reference: reference.wallMs / 1000,
      referenceName: "script on connectwise-rest",
      ratio: reference.wallMs / night.wallMs,
      details: { changes: fleet.changes, calls: requests.length, scriptCalls: reference.calls },
    },
    calls: {
      work: "same: calls",
      unit: "",
      ours: requests.length,
      reference: needed,
      referenceName: "agreements + bulk reads + changes",
      ratio: requests.length / needed,
    },
  };
}

/** Agreements are asked for by their ids, as many as an address of 2,000 characters takes; the products likewise, in one call. */
function bulkReadsOf(fleet: Fleet): number {
  const idsInAnAddress = 1_800;
  const characters = fleet.counted.reduce((sum, [agreementId]) => sum + String(agreementId).length + 1, 0);
  return Math.ceil(characters / idsInAnAddress) + 1;
}
