import { chmod, mkdtemp, readdir, readFile, rm, statfs } from "node:fs/promises";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "./is-alive.ts";

/** Followed by the id of the process that made the folder. */
const PREFIX = "integrations-postgres-";

/** A folder in memory on Linux: copying a template database there takes 15 ms, where a disk needs up to 300 ms. */
const MEMORY_FOLDER = "/dev/shm";

const GIB = 2 ** 30;

export async function newThrowAwayFolder(): Promise<string> {
  const folder = await mkdtemp(join(await parentFolder(), `${PREFIX}${process.pid}-`));
  // The server may run as another user, who has to pass; what is inside is closed to all but that one.
  await chmod(folder, 0o755);
  return folder;
}

// Containers often have 64 MB there, which a server would fill at once.
async function parentFolder(): Promise<string> {
  const space = await statfs(MEMORY_FOLDER).catch(() => undefined);
  const roomy = space !== undefined && space.bavail * space.bsize >= GIB && freemem() >= 2 * GIB;
  return roomy ? MEMORY_FOLDER : tmpdir();
}

/** Ends and removes the throw-away servers of processes that were killed before they could do it themselves. */
export async function removeAbandoned(): Promise<void> {
  for (const parent of [MEMORY_FOLDER, tmpdir()]) {
    for (const name of await readdir(parent).catch(() => [])) {
      const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
      if (Number.isInteger(owner) && !isAlive(owner)) await removeServer(join(parent, name));
    }
  }
}

async function removeServer(folder: string): Promise<void> {
  const expected = join(folder, "cluster", "data");
  const lockFile = await readFile(join(expected, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, dataDir] = lockFile.split("\n");
  // Only where the file still speaks of the server in this very folder.
  if (dataDir === expected) tryKill(Number(pid));
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // Already gone.
  }
}
