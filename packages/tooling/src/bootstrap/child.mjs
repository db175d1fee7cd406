import { spawn } from "node:child_process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** One Ctrl-C arrives up to twice: from the terminal, and once more from npm. Within this time it counts as one. */
const SAME_PRESS_MS = 1000;
const PARENT_CHECK_MS = 250;

/**
 * Runs a program to its end. Signals are handed on to it, and this process waits for it whatever happens, so that nothing
 * is left running behind.
 *
 * @param {import("node:child_process").SpawnOptions & { onOutput?: (text: string) => void }} options
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 * @throws the error of `spawn` where the program cannot be started
 */
export function runChild(command, commandArguments, { onOutput, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, options);
    child.stdout?.setEncoding("utf8").on("data", (text) => onOutput?.(text));
    child.stderr?.setEncoding("utf8").on("data", (text) => onOutput?.(text));
    const stopForwarding = forwardSignals(child);
    child.once("error", (error) => {
      stopForwarding();
      reject(error);
    });
    child.once("close", (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

function forwardSignals(child) {
  let lastAtMs = 0;
  const forward = (signal) => {
    if (Date.now() - lastAtMs < SAME_PRESS_MS) return;
    lastAtMs = Date.now();
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const watch = watchParent(() => child.kill("SIGTERM"));
  return () => {
    clearInterval(watch);
    for (const signal of SIGNALS) process.off(signal, forward);
  };
}

/** A killed npm takes nobody with it: without this look at the parent, what it started would run on. */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, PARENT_CHECK_MS);
  return watch.unref();
}
