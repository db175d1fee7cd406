import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLOUD_CODEBASE, DEFAULT_KEYS } from "@integrations/connectwise-simulator";
import { runMeasured, type Measured } from "../programs/run-measured.ts";
import type { SimulatorProcess } from "../programs/simulator-process.ts";
import type { Bench } from "../rows/row.ts";
import { CLIENT_ID, type Fleet } from "../world/fleet.ts";
import type { PartnerScriptSettings } from "./partner-script.ts";
import type { ReplayedRequest, ReplayReport, ReplaySettings } from "./replay.ts";

/** For the fleet's first partner. */
export async function runPartnerScript(
  bench: Bench,
  simulator: SimulatorProcess,
  fleet: Fleet,
): Promise<Measured & { readonly calls: number }> {
  const settings: PartnerScriptSettings = {
    site: simulator.site,
    codebase: CLOUD_CODEBASE.replace("/", ""),
    clientId: CLIENT_ID,
    keys: { companyId: fleet.tenants[0] ?? "", ...DEFAULT_KEYS },
    counted: fleet.counted,
  };
  const file = await writeSettings(bench, settings);
  const measured = await runMeasured(bench, "bench/src/references/partner-script.ts", { PARTNER_SCRIPT: file });
  return { ...measured, calls: Number(measured.output) };
}

/** Sends the reads the simulator has in its log again, as often as asked. */
export async function runReplay(
  bench: Bench,
  simulator: SimulatorProcess,
  concurrency: number,
): Promise<{ readonly cpuMs: number; readonly calls: number }> {
  const requests = (await simulator.control.requests()).flatMap(({ method, url, headers }): ReplayedRequest[] =>
    method === "GET" ? [{ path: url, headers: Object.fromEntries(Object.entries(headers).flatMap(keptHeader)) }] : [],
  );
  const settings: ReplaySettings = { origin: `http://${simulator.site}`, requests, concurrency };
  const measured = await runMeasured(bench, "bench/src/references/replay.ts", { REPLAY: await writeSettings(bench, settings) });
  const { cpuMs } = JSON.parse(measured.output) as ReplayReport;
  return { cpuMs, calls: requests.length };
}

/** What the connection adds by itself is left to it. */
const OF_THE_CONNECTION = ["host", "connection", "content-length", "transfer-encoding"];

function keptHeader([name, value]: [string, string | undefined]): Array<[string, string]> {
  return value === undefined || OF_THE_CONNECTION.includes(name) ? [] : [[name, value]];
}

async function writeSettings(bench: Bench, settings: PartnerScriptSettings | ReplaySettings): Promise<string> {
  const file = join(bench.folder, `${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(settings));
  return file;
}
