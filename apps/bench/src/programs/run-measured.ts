import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { Bench } from "../rows/row.ts";
import { USAGE_FILE, type Usage } from "./usage.ts";

export interface Measured extends Usage {
  /** From its start to its end, in milliseconds. */
  readonly wallMs: number;
  readonly output: string;
}

const REPORT_USAGE = fileURLToPath(new URL("report-usage.ts", import.meta.url));

/**
 * Runs a script of this repository in a process of its own, to its end.
 * @param script from the folder `apps`
 * @throws Error with its output where it fails
 */
export async function runMeasured({ folder }: Bench, script: string, env: Readonly<Record<string, string>>): Promise<Measured> {
  const file = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  const usageFile = join(folder, `${randomUUID()}.json`);
  const beganAt = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT_USAGE, file], {
    env: { PATH: process.env["PATH"], ...env, [USAGE_FILE]: usageFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const wallMs = performance.now() - beganAt;
  if (code !== 0) throw new Error(`${script} ended with ${code ?? "a signal"}:\n${output.slice(-4_000)}`);
  const usage = JSON.parse(await readFile(usageFile, "utf8")) as Usage;
  return { ...usage, wallMs, output };
}
