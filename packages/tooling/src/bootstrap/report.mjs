const NETWORK_FAULT =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|could not be fetched|fetch failed|PNPM_FETCH_|socket hang up|certificate|\bE(?:4|5)\d\d\b/i;

/** Lines of a stack, and all the tries before the last. */
const NOISE = /^(?:npm error)?\s+at |Will retry/;
const SLOW_MS = 20_000;

/** A failure that is told in words, without a stack. */
export class BootstrapError extends Error {
  /** @param {{ code: number | null, signal: NodeJS.Signals | null }} [ended] how the failing program ended, where one did */
  constructor(message, ended) {
    super(message);
    this.name = "BootstrapError";
    this.ended = ended ?? { code: 1, signal: null };
  }
}

/** Prints what is being done, and returns a function that closes the line with the time it took. */
export function reportStep(text) {
  const startedAtMs = Date.now();
  process.stderr.write(`${text} ... `);
  const slow = setTimeout(() => process.stderr.write("(this takes a while) "), SLOW_MS).unref();
  return () => {
    clearTimeout(slow);
    process.stderr.write(`${((Date.now() - startedAtMs) / 1000).toFixed(1)} s\n`);
  };
}

/** A program's last lines, without what says the same again. */
export function explainFailure(what, output) {
  const lines = output
    .split("\n")
    .filter((line) => line.trim() !== "" && !NOISE.test(line))
    .slice(-25);
  return [`${what} failed:`, "", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** The same for a program that fetches packages: where the network is to blame, also what to look at. */
export function explainFetchFailure(what, output) {
  const advice =
    "The package registry did not answer as it should. Check the network, the proxy and npm's registry setting, then run the command again: what was fetched so far is kept.";
  return explainFailure(what, output) + (NETWORK_FAULT.test(output) ? `\n\n${advice}` : "");
}
