import { withProcess } from "../programs/measured-process.ts";
import { withSimulator, type SimulatorProcess } from "../programs/simulator-process.ts";
import { runReplay } from "../references/run-references.ts";
import { crontabNight } from "../world/crontab-night.ts";
import { createFleet, LIFTED, type Fleet } from "../world/fleet.ts";
import type { Bench, Result, Row } from "./row.ts";

const MEGABYTE = 1024 * 1024;

/** Many small partners at a site that answers at once: what a worker itself costs, once it is up and warm, as it is for weeks. */
export const CPU: Row = {
  id: "cpu",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      bench.tell("20,000 agreements over 400 partners, and the same requests by a bare loop");
      const fleet = await createFleet(bench, simulator, {
        partners: 400,
        customers: 50,
        services: 4,
        everyNthDiffers: 0,
        callsPerMinute: LIFTED,
      });
      const night = await withProcess("worker/src/main.ts", { ...fleet.env, NIGHTLY_WINDOW_MINUTES: "0" }, async (worker) => {
        await crontabNight(fleet, 0);
        await simulator.control.clearRequests();
        return await worker.during(() => crontabNight(fleet, 1));
      });
      const floor = await runReplay(bench, simulator, 20);
      const perAgreement = (cpuMs: number): number => cpuMs / fleet.agreements;
      return [
        {
          work: "20,000 agreements, 400 partners, no latency: worker CPU per agreement",
          unit: "ms",
          ours: perAgreement(night.cpuMs),
          reference: perAgreement(floor.cpuMs),
          referenceName: "undici and JSON.parse",
          ratio: night.cpuMs / floor.cpuMs,
          target: { atMost: 1.8 },
          details: { calls: floor.calls },
        },
        {
          work: "same, unchanged: statements per agreement",
          unit: "",
          ours: night.statements,
          reference: fleet.agreements,
          referenceName: "agreements",
          ratio: night.statements / fleet.agreements,
          target: { atMost: 0.1 },
        },
      ];
    }),
};

/** Ten times as much work, the same batch of partners at once. */
export const GROWTH: Row = {
  id: "growth",
  measure: async (bench) => {
    const small = await nightOf(bench, 10_000);
    const large = await nightOf(bench, 100_000);
    const results: Result[] = [
      {
        work: "100,000 / 10,000 agreements: peak memory of the worker",
        unit: "MB",
        ours: large.peakBytes / MEGABYTE,
        reference: small.peakBytes / MEGABYTE,
        referenceName: "10,000 agreements",
        ratio: large.peakBytes / small.peakBytes,
        target: { atMost: 1.15 },
      },
      {
        work: "100,000 agreements: peak memory of the worker",
        unit: "MB",
        ours: large.peakBytes / MEGABYTE,
        reference: 300,
        referenceName: "allowed",
        ratio: large.peakBytes / MEGABYTE,
        target: { atMost: 300 },
      },
      {
        work: "100,000 / 10,000 agreements: wall time",
        unit: "s",
        ours: large.wallMs / 1000,
        reference: small.wallMs / 1000,
        referenceName: "10,000 agreements",
        ratio: large.wallMs / small.wallMs,
        target: { atMost: 10.5 },
      },
    ];
    return results;
  },
};

async function nightOf(bench: Bench, agreements: number): Promise<Awaited<ReturnType<Fleet["night"]>>> {
  return await withSimulator(async (simulator) => {
    bench.tell(`${agreements.toLocaleString("en")} agreements, 100 of each partner`);
    const partners = agreements / 100;
    const fleet = await createFleet(bench, simulator, {
      partners,
      customers: 100,
      services: 4,
      everyNthDiffers: 10,
      callsPerMinute: LIFTED,
    });
    return await fleet.night();
  });
}

export const ONE_LARGE_PARTNER: Row = {
  id: "large-partner",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      bench.tell("one partner with 50,000 customers");
      const fleet = await createFleet(bench, simulator, {
        partners: 1,
        customers: 50_000,
        services: 4,
        everyNthDiffers: 100,
        callsPerMinute: LIFTED,
      });
      const { peakBytes } = await fleet.night();
      return [
        {
          work: "one partner with 50,000 customers: peak memory of the worker",
          unit: "MB",
          ours: peakBytes / MEGABYTE,
          reference: 350,
          referenceName: "allowed",
          ratio: peakBytes / MEGABYTE,
          target: { atMost: 350 },
        },
      ];
    }),
};

/** The same night by one worker and by two beside each other. */
export const TWO_WORKERS: Row = {
  id: "two-workers",
  measure: (bench) =>
    withSimulator(async (simulator) => {
      await simulator.control.set({ latencyMs: 80 });
      bench.tell("200 partners far away, by one worker and by two");
      const one = await throughputOf(bench, simulator, 1);
      const two = await throughputOf(bench, simulator, 2);
      return [
        {
          work: "200 partners, 80 ms latency: throughput of 2 workers",
          unit: "agreements/s",
          ours: two,
          reference: one,
          referenceName: "1 worker",
          ratio: two / one,
          target: { atLeast: 1.8 },
        },
      ];
    }),
};

/** In agreements a second. */
async function throughputOf(bench: Bench, simulator: SimulatorProcess, workers: number): Promise<number> {
  const fleet = await createFleet(bench, simulator, {
    partners: 200,
    customers: 20,
    services: 4,
    everyNthDiffers: 10,
    callsPerMinute: LIFTED,
  });
  const beganAt = performance.now();
  // Each has a worker of its own, and waits for all runs.
  await Promise.all(Array.from({ length: workers }, () => fleet.night()));
  return fleet.agreements / ((performance.now() - beganAt) / 1000);
}
