import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "./is-alive.ts";

/** Followed by the id of the process that made the folder. */
const THROW_AWAY_PREFIX = "integrations-postgres-";

export async function newThrowAwayFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${THROW_AWAY_PREFIX}${process.pid}-`));
  // The server may run as another user, who has to pass; what is inside is closed to all but that one.
  await chmod(folder, 0o755);
  return folder;
}

/** Ends and removes the throw-away servers of processes that were killed before they could do it themselves. */
export async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names) {
    const owner = Number(new RegExp(`^${THROW_AWAY_PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(owner) || isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    const lockFile = await readFile(join(folder, "cluster", "data", "postmaster.pid"), "utf8").catch(() => "");
    const [pid, dataDir] = lockFile.split("\n");
    // Only where the file still speaks of the server in this very folder.
    if (dataDir === join(folder, "cluster", "data")) tryKill(Number(pid));
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // Already gone.
  }
}
