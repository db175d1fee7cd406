import { describe, expect, it } from "vitest";
import { runAll } from "./run-all.ts";
import type { Suite, SuiteResult } from "./suite.ts";
import { sampleSuite } from "./testing/sample-suite.ts";

const { signal: never } = new AbortController();

describe("runAll", () => {
  it("goes on after a failing suite, and reports each as it ends", async () => {
    const reported: string[] = [];
    const suites = [sampleSuite("process.exitCode = 1", { name: "bad" }), sampleSuite("0", { name: "good" })];
    const results = await runAll(suites, ({ suite }) => reported.push(suite.name), never);
    expect(results.map(({ failed }) => failed)).toEqual([1, 0]);
    expect(reported).toEqual(["bad", "good"]);
  });

  it("runs two static suites at once, and the others alone, after them", async () => {
    const running = new Set<string>();
    const seen: string[] = [];
    const run = async (suite: Suite): Promise<SuiteResult> => {
      running.add(suite.name);
      seen.push([...running].join("+"));
      for (let turn = 0; turn < (suite.name === "s2" ? 20 : 5); turn += 1) await Promise.resolve();
      running.delete(suite.name);
      return { suite, passed: 1, failed: 0, skipped: 0, durationMs: 0, output: "" };
    };
    const suites = [named("r1", "running"), named("s1", "static"), named("s2", "static"), named("s3", "static"), named("r2", "running")];
    await runAll(suites, () => {}, never, run);
    expect(seen).toEqual(["s1", "s1+s2", "s2+s3", "r1", "r2"]);
  });

  it("starts nothing more once it was asked to stop", async () => {
    const abort = new AbortController();
    const results = await runAll([named("first", "running"), named("second", "running")], () => abort.abort(), abort.signal);
    expect(results.map(({ suite }) => suite.name)).toEqual(["first"]);
  });
});

function named(name: string, kind: Suite["kind"]): Suite {
  return sampleSuite("0", { name, kind });
}
