import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";

export interface StartedProcess {
  readonly name: string;
  /** Settles when the process ends: its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly pid: number;
  /** Asks it to stop and waits; after `graceMs` it is killed. */
  stop(graceMs?: number): Promise<void>;
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: string;
  /** Script to run with this Node. */
  readonly script: string;
  readonly nodeOptions?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Folder it runs in; this process's own where left out. */
  readonly cwd?: string;
}

/** Starts a Node process whose output goes into a file. It gets no terminal signals: its parent stops it in order. */
export function startProcess(options: ProcessOptions): StartedProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: "a" });
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), options.script], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    // Its own group: Ctrl-C in the terminal reaches the parent alone.
    detached: true,
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => {
      log.end();
      resolve(code);
    });
  });
  return {
    name: options.name,
    ended,
    pid: child.pid ?? -1,
    stop: async (graceMs = 15_000) => {
      signal(child, "SIGTERM");
      const timer = setTimeout(() => signal(child, "SIGKILL"), graceMs);
      await ended;
      clearTimeout(timer);
    },
    kill: async () => {
      signal(child, "SIGKILL");
      await ended;
    },
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(name);
}
