import { execFileSync } from "node:child_process";

/** Ids for `spawn`; empty where the server runs as whoever runs this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * PostgreSQL refuses to run as root. There it runs as `postgres` where such a user exists, else as `nobody`, which exists
 * everywhere: no user is added to the machine.
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  return lookUp("postgres") ?? lookUp("nobody") ?? {};
}

function lookUp(name: string): ServerUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}
