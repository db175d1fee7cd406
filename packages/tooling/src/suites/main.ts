import { suiteReport, totalLine } from "./report.ts";
import { runAll } from "./run-all.ts";
import { SUITES } from "./suite-table.ts";
import type { Suite } from "./suite.ts";

/**
 * `node main.ts [--static] [name ...]`: runs the suites, or the named ones. Exits 0 only where something ran and nothing
 * failed.
 */
const suites = chosenSuites(process.argv.slice(2));
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());

const results = await runAll(suites, (result) => process.stdout.write(`${suiteReport(result)}`), abort.signal);
const isGood = results.length === suites.length && results.length > 0 && results.every((result) => result.failed === 0);
process.stdout.write(`\n${totalLine(results)}\n`);
process.exitCode = isGood ? 0 : 1;

function chosenSuites(commandArguments: readonly string[]): readonly Suite[] {
  const names = commandArguments.filter((argument) => argument !== "--static");
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`No suite is called ${unknown.join(" or ")}. There are: ${SUITES.map((suite) => suite.name).join(", ")}.\n`);
    process.exit(2);
  }
  return SUITES.filter(
    (suite) =>
      suite.isPresent() &&
      (names.length === 0 || names.includes(suite.name)) &&
      (suite.kind === "static" || !commandArguments.includes("--static")),
  );
}
