import { rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { locateBinaries } from "./binaries.ts";
import { openCluster, type Cluster } from "./cluster.ts";
import { isAlive } from "./is-alive.ts";
import { reachablePlaces } from "./reachable-places.ts";
import { serverUser } from "./server-user.ts";
import { findServer, startServer, stopServer, urlOf } from "./server.ts";
import { newThrowAwayFolder, removeAbandoned } from "./throw-away.ts";

export type EmbeddedPostgresOptions = PersistentOptions | ThrowAwayOptions;

export interface PersistentOptions {
  readonly persistent: true;
  /** Keeps the data from one start to the next. */
  readonly dataDir: string;
  /** A free one where left out. */
  readonly port?: number;
}

/** In a temporary folder, in memory where there is room; `stop` removes it with all that is in it. */
export interface ThrowAwayOptions {
  readonly persistent: false;
  readonly port?: number;
}

export interface EmbeddedPostgres {
  /** Of the superuser, on 127.0.0.1, with its password. */
  readonly url: string;
  readonly pid: number;
  /** True where another living process had started it: `stop` then leaves it running. */
  readonly attached: boolean;
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL 18 for development and tests, and answers once it accepts connections. It listens on 127.0.0.1
 * only, speaks UTF-8 with a locale that is the same on every machine, prints nothing, and does not end with the terminal's
 * Ctrl-C, so that its user can finish first.
 *
 * A second start with the same `dataDir` reuses the data. A server that still runs is used as it is: left by a killed
 * process it is taken over; started by a living one (`npm start` in another terminal) it is shared.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = serverUser();
  const throwAway = !options.persistent;
  if (throwAway) await removeAbandoned();
  const wanted = options.persistent ? options.dataDir : await newThrowAwayFolder();
  const { binaries, folder } = await reachablePlaces(await locateBinaries(), resolve(wanted), user);
  const cluster = await openCluster({ binaries, user, folder, throwAway });

  const found = await findServer(cluster);
  const { server, startedHere } = found === undefined ? await startServer(cluster, options.port) : { server: found, startedHere: false };
  const attached = !startedHere && (await hasLivingOwner(cluster));
  if (!attached) await writeFile(cluster.ownerFile, String(process.pid));
  const forget = throwAway ? clearAwayAtExit(server.pid, folder) : () => undefined;

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    if (!attached) await stopServer(cluster, throwAway ? "immediate" : "fast");
    forget();
    if (throwAway) await rm(folder, { recursive: true, force: true });
  };
  return {
    url: urlOf(cluster, server),
    pid: server.pid,
    attached,
    stop: () => (stopping ??= stop()),
  };
}

// Whoever has just started it writes its id a moment later.
async function hasLivingOwner(cluster: Cluster): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const pid = Number(await readFile(cluster.ownerFile, "utf8").catch(() => ""));
    if (pid > 0 && isAlive(pid)) return true;
    await wait(100);
  }
  return false;
}

// The server is no child of this process and would outlive it; nobody would come back for a throw-away one.
function clearAwayAtExit(pid: number, folder: string): () => void {
  const clearAway = () => {
    try {
      process.kill(pid, "SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Already gone, or still busy going: the next start clears away what is left.
    }
  };
  process.once("exit", clearAway);
  return () => process.off("exit", clearAway);
}
