import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./embedded-error.ts";
import { runProgram } from "./run-program.ts";
import type { ServerUser } from "./server-user.ts";

/** One initialised data directory and how to get in. */
export interface Cluster {
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
  /** PostgreSQL's own data directory. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Holds the id of the process that answers for the server. */
  readonly ownerFile: string;
  readonly password: string;
}

export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
  /** Ours alone; made where it is missing. */
  readonly folder: string;
  /** Trades safety for speed: a power cut may lose everything. */
  readonly throwAway: boolean;
}

/** Opens the cluster in this folder, initialising it the first time. Killed at any point, the next call starts clean. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, binaries, user } = options;
  await mkdir(folder, { recursive: true });
  const root = join(folder, "cluster");
  const password = (await readPassword(root)) ?? (await initialise(root, options));
  return {
    binaries,
    user,
    dataDir: join(root, "data"),
    logFile: join(root, "server.log"),
    ownerFile: join(root, "owner"),
    password,
  };
}

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  // The password is random, so stretching it would only slow every connection down.
  scram_iterations: "1",
  log_checkpoints: "off",
  log_min_messages: "warning",
};

const THROW_AWAY_SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
  min_wal_size: "32MB",
  max_wal_size: "256MB",
};

// Built elsewhere and moved into place as a whole, so that a half-made cluster is never found and two starts do not mix.
async function initialise(root: string, { folder, binaries, user, throwAway }: ClusterOptions): Promise<string> {
  const draft = await mkdtemp(join(folder, "cluster-draft-"));
  try {
    const password = randomBytes(24).toString("base64url");
    const passwordFile = join(draft, "password");
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) {
      await chown(draft, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    const settings = Object.entries({ ...SETTINGS, ...(throwAway ? THROW_AWAY_SETTINGS : {}) });
    const { code, output } = await runProgram(
      binaries.initdb,
      [
        `--pgdata=${join(draft, "data")}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        ...(throwAway ? ["--no-sync"] : []),
        ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      user,
    );
    if (code !== 0) {
      throw new EmbeddedPostgresError(`The embedded PostgreSQL could not make its data directory in ${folder}. ${USE_YOUR_OWN}\n${output}`);
    }
    await rename(draft, root);
    return password;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const theirs = await readPassword(root);
    if (theirs !== undefined) return theirs;
    throw error;
  }
}

async function readPassword(root: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, "password"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
