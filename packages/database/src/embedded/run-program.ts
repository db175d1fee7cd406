import { spawn } from "node:child_process";
import type { ServerUser } from "./server-user.ts";

export interface ProgramResult {
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly output: string;
}

/** Runs one of PostgreSQL's own programs to its end. English messages, whatever the machine speaks, since some are looked at. */
export function runProgram(file: string, args: readonly string[], user: ServerUser): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...user,
      // A folder every user may enter; ours may be closed to the server's user.
      cwd: "/",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
