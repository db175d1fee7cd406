import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A program of the product as a process of its own, started by environment alone. Whoever starts it sees to its end. */
export interface ChildProcess {
  readonly output: () => string;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

export type Program = "worker/src/main.ts" | "worker/src/migrate.ts" | "server/src/main.ts";

export function startProgram(program: Program, env: Readonly<Record<string, string>>): ChildProcess {
  const path = fileURLToPath(new URL(`../../../../apps/${program}`, import.meta.url));
  const child = spawn(process.execPath, [path], { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { output: () => output, kill: (signal) => void child.kill(signal), ended };
}
