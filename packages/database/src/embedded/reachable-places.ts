import { createHash } from "node:crypto";
import { chmod, cp, lstat, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./embedded-error.ts";
import type { ServerUser } from "./server-user.ts";

export interface Places {
  readonly binaries: PostgresBinaries;
  readonly folder: string;
}

/** Survives a restart of the machine, and every user may enter it. */
const OPEN_FOLDER = "/var/tmp";

/**
 * As root the server runs as another user, who may be unable to enter the folder of the project (`/root`, or one made by
 * `mktemp -d`). Then the programs are copied and the data is kept where that user can go, under names that stay the same.
 */
export async function reachablePlaces(binaries: PostgresBinaries, folder: string, user: ServerUser): Promise<Places> {
  if (user.uid === undefined) return { binaries, folder };
  return {
    binaries: (await canEnter(dirname(binaries.initdb), user)) ? binaries : await copyBinaries(binaries),
    folder: (await canEnter(dirname(folder), user)) ? folder : await ownFolder(`integrations-postgres-data-${digest(folder)}`),
  };
}

/** Whether this user may pass every folder on the way, those that exist. */
async function canEnter(folder: string, user: ServerUser): Promise<boolean> {
  const entry = await stat(folder).catch(() => undefined);
  if (entry !== undefined) {
    const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001;
    if ((entry.mode & bit) === 0) return false;
  }
  const parent = dirname(folder);
  return parent === folder || (await canEnter(parent, user));
}

async function copyBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const native = dirname(dirname(binaries.initdb));
  const { mtimeMs } = await stat(binaries.initdb);
  const home = await ownFolder(`integrations-postgres-programs-${digest(`${native} ${mtimeMs}`)}`);
  const copy = join(home, "native");
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    const draft = await mkdtemp(join(home, "draft-"));
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
    // Somebody may have been quicker; then their copy is as good.
    await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return { initdb: join(copy, "bin", basename(binaries.initdb)), pgCtl: join(copy, "bin", basename(binaries.pgCtl)) };
}

// Everybody may write to the parent, so a folder somebody else put there first must not be trusted.
async function ownFolder(name: string): Promise<string> {
  const folder = join(OPEN_FOLDER, name);
  await mkdir(folder, { mode: 0o755 }).catch(() => undefined);
  const entry = await lstat(folder);
  if (!entry.isDirectory() || entry.uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError(`${folder} belongs to somebody else, so PostgreSQL cannot use it. Remove it. ${USE_YOUR_OWN}`);
  }
  await chmod(folder, 0o755);
  return folder;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
