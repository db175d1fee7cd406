import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { connectSimulatorControl, type SimulatorControl } from "@integrations/connectwise-simulator";

export interface SimulatorProcess {
  /** `host:port` */
  readonly site: string;
  readonly control: SimulatorControl;
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL("../../../../packages/connectwise-simulator/src/main.ts", import.meta.url));

/** Starts one for this piece of work and ends it after. */
export async function withSimulator<Answer>(work: (simulator: SimulatorProcess) => Promise<Answer>): Promise<Answer> {
  const simulator = await startSimulatorProcess();
  try {
    return await work(simulator);
  } finally {
    await simulator.stop();
  }
}

/** Beside the processes that are measured, not in one of them: what it costs is nobody's but its own. */
async function startSimulatorProcess(): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [SCRIPT, "--dataset", "none"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`The simulator ended with ${code ?? "a signal"}.`)));
  });
  const { site, controlUrl } = JSON.parse(line) as { site: string; controlUrl: string };
  return {
    site,
    control: connectSimulatorControl(controlUrl),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
