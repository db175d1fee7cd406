import { runSuite } from "./run-suite.ts";
import type { Suite, SuiteResult } from "./suite.ts";

const STATIC_AT_ONCE = 2;

/**
 * Runs all suites, whatever their outcome: the static ones a few at a time, then the others one after another.
 * @param onResult called as each one ends
 */
export async function runAll(
  suites: readonly Suite[],
  onResult: (result: SuiteResult) => void,
  signal: AbortSignal,
  run: typeof runSuite = runSuite,
): Promise<readonly SuiteResult[]> {
  const results: SuiteResult[] = [];
  const runQueue = async (queue: Suite[]): Promise<void> => {
    for (let suite = queue.shift(); suite !== undefined && !signal.aborted; suite = queue.shift()) {
      const result = await run(suite, signal);
      results.push(result);
      onResult(result);
    }
  };
  const staticSuites = suites.filter((suite) => suite.kind === "static");
  await Promise.all(Array.from({ length: STATIC_AT_ONCE }, () => runQueue(staticSuites)));
  await runQueue(suites.filter((suite) => suite.kind === "running"));
  return results;
}
