import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { Cluster } from "./cluster.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./embedded-error.ts";
import { freePort } from "./free-port.ts";
import { isAlive } from "./is-alive.ts";
import { runProgram } from "./run-program.ts";

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

const START_TIMEOUT_S = 60;
const STOP_TIMEOUT_S = 30;

/**
 * Starts the server of a cluster that has none running. Crash recovery of an earlier one is part of it. Where another
 * process starts the same cluster in the same moment, theirs is the answer, with `startedHere` false.
 */
export async function startServer(
  cluster: Cluster,
  wantedPort: number | undefined,
): Promise<{ server: RunningServer; startedHere: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    await rm(cluster.logFile, { force: true });
    const { code, output } = await pgCtl(cluster, [
      "start",
      "-w",
      "-t",
      String(START_TIMEOUT_S),
      "-l",
      cluster.logFile,
      "-o",
      `-p ${port}`,
    ]);
    const log = await readText(cluster.logFile);
    const server = await findServer(cluster);
    if (server !== undefined) return { server, startedHere: code === 0 };
    if (attempt < 10 && passes(log, wantedPort)) {
      await wait(500);
      continue;
    }
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL did not start (data in ${cluster.dataDir}, port ${port}). ${USE_YOUR_OWN}\n${lastLines(output)}\n${lastLines(log)}`,
    );
  }
}

/** Stops it and waits until it is down. Nothing happens where it is down already. */
export async function stopServer(cluster: Cluster, mode: "fast" | "immediate"): Promise<void> {
  const { code } = await pgCtl(cluster, ["stop", "-w", "-t", String(STOP_TIMEOUT_S), "-m", mode]);
  if (code === 0 || (await findServer(cluster)) === undefined) return;
  if (mode === "immediate") throw new EmbeddedPostgresError(`The embedded PostgreSQL does not stop (data in ${cluster.dataDir}).`);
  await stopServer(cluster, "immediate");
}

/** The cluster's server, where one runs and lets us in. A lock file left behind by a killed one is taken away. */
export async function findServer(cluster: Cluster): Promise<RunningServer | undefined> {
  const lockFile = join(cluster.dataDir, "postmaster.pid");
  for (let attempt = 1; ; attempt += 1) {
    const lines = (await readText(lockFile)).split("\n");
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    const state = lines[7]?.trim();
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    if (isAlive(pid)) {
      if (await letsUsIn(cluster, port)) return { pid, port };
      const changing = state === undefined || state === "" || state === "starting" || state === "stopping";
      if (attempt < (changing ? 150 : 10)) {
        await wait(200);
        continue;
      }
      // The number belongs to some other process by now, and PostgreSQL would refuse to start because of it.
    }
    await rm(lockFile, { force: true });
    return undefined;
  }
}

export function urlOf(cluster: Cluster, server: RunningServer): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${server.port}/postgres`;
}

/** A port just taken by somebody else, or children of a killed server that are still on their way out. */
function passes(log: string, wantedPort: number | undefined): boolean {
  return /pre-existing shared memory block/.test(log) || (wantedPort === undefined && /could not (bind|create any TCP)/.test(log));
}

async function letsUsIn(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: cluster.password,
    database: "postgres",
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function pgCtl(cluster: Cluster, args: readonly string[]) {
  return runProgram(cluster.binaries.pgCtl, [...args, "-D", cluster.dataDir], cluster.user);
}

async function readText(file: string): Promise<string> {
  return await readFile(file, "utf8").catch(() => "");
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-15).join("\n");
}
