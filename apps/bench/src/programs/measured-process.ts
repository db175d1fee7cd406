import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Usage } from "./usage.ts";

/** A program that goes on while it is measured. */
export interface MeasuredProcess {
  /** What this piece of work took of it. */
  during(work: () => Promise<unknown>): Promise<Usage>;
}

const REPORT_USAGE = fileURLToPath(new URL("report-usage.ts", import.meta.url));

/**
 * Runs a script of this repository beside a piece of work, and ends it after.
 * @param script from the folder `apps`
 * @throws Error with its output where it ends by itself
 */
export async function withProcess<Answer>(
  script: string,
  env: Readonly<Record<string, string>>,
  work: (process: MeasuredProcess) => Promise<Answer>,
): Promise<Answer> {
  const file = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", REPORT_USAGE, file], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<never>((_, reject) => {
    child.once("close", (code) => reject(new Error(`${script} ended with ${code ?? "a signal"}:\n${output.slice(-4_000)}`)));
  });
  const usage = async (): Promise<Usage> => {
    child.send("usage");
    const [answer] = (await once(child, "message")) as [Usage];
    return answer;
  };
  const during: MeasuredProcess["during"] = async (piece) => {
    const before = await usage();
    await piece();
    const { cpuMs, peakBytes, statements } = await usage();
    return { cpuMs: cpuMs - before.cpuMs, peakBytes, statements: statements - before.statements };
  };
  try {
    return await Promise.race([work({ during }), ended]);
  } finally {
    child.kill("SIGTERM");
    await ended.catch(() => undefined);
  }
}
