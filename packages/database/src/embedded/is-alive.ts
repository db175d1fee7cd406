import { readFileSync } from "node:fs";

/** Whether a process with this id exists, be it ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return !isZombie(pid);
}

// In a container without an init process nobody collects the dead, and their ids seem to live on.
function isZombie(pid: number): boolean {
  try {
    // The state follows the program's name, which stands in parentheses and may hold any text.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
