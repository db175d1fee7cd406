import { spawn } from "node:child_process";
import { appPath } from "./stack/stack.ts";

/** Runs `pnpm nightly`'s program with its output on this terminal. @throws Error where a run failed */
export async function runNightly(env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, [appPath("worker/src/nightly.ts")], {
    env: { ...process.env, ...env, LOG_LEVEL: "warn" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error("the nightly run failed; see above.");
}
