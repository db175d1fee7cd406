import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface WorkerProcess {
  readonly output: () => string;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Its exit code, null where a signal ended it, and all it said. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

export type WorkerScript = "main.ts" | "nightly.ts" | "migrate.ts" | "rotate-keys.ts";

/** Starts a script of this app as an operator does. Whoever starts it sees to its end; `testWithScene` does. */
export function startProcess(script: WorkerScript, env: Readonly<Record<string, string>>): WorkerProcess {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path], { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
  return { output: () => output, kill: (signal) => void child.kill(signal), ended };
}
