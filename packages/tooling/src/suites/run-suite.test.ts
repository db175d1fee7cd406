import { describe, expect, it } from "vitest";
import { runSuite } from "./run-suite.ts";
import { sampleSuite } from "./testing/sample-suite.ts";

const { signal: never } = new AbortController();

describe("runSuite", () => {
  it("keeps what a program prints, on both ways out", async () => {
    const result = await runSuite(sampleSuite(`console.log("one"); console.error("two"); process.exitCode = 3`), never);
    expect(result).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
    expect(result.output.split("\n").toSorted()).toEqual(["", "one", "two"]);
  });

  it("counts the tests of the report", async () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
    const script = `fs.writeFileSync(REPORT, ${JSON.stringify(JSON.stringify(report))})`;
    expect(await runSuite(sampleSuite(script, { counts: "vitest" }), never)).toMatchObject({ passed: 3, failed: 0 });
  });

  it("fails a suite that ran none of its tests", async () => {
    const report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 4, numTodoTests: 0 };
    const script = `fs.writeFileSync(REPORT, ${JSON.stringify(JSON.stringify(report))})`;
    const result = await runSuite(sampleSuite(script, { counts: "vitest" }), never);
    expect(result).toMatchObject({ failed: 1, skipped: 4, note: "sample ran no test." });
  });

  it("skips a check that says it cannot be made here", async () => {
    const result = await runSuite(sampleSuite(`console.log("No network."); process.exitCode = 75`), never);
    expect(result).toMatchObject({ passed: 0, failed: 0, skipped: 1 });
    expect(result).not.toHaveProperty("note");
  });

  it("fails a suite that ends well without a report", async () => {
    expect(await runSuite(sampleSuite("0", { counts: "vitest" }), never)).toMatchObject({ failed: 1, note: "sample wrote no report." });
  });

  it("stops a suite that hangs", async () => {
    const result = await runSuite(sampleSuite("setInterval(() => {}, 1000)", { timeoutMs: 300 }), never);
    expect(result).toMatchObject({ passed: 0, failed: 1, note: "sample was stopped after 0.3 s without an end." });
  });

  it("ends although something it started keeps its output open", async () => {
    const orphan = `const orphan = child_process.spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit", detached: true });`;
    const result = await runSuite(sampleSuite(`${orphan} orphan.unref(); console.log(orphan.pid)`), never);
    process.kill(Number(result.output));
    expect(result).toMatchObject({ passed: 1, failed: 0 });
  });

  it("stops at the signal", async () => {
    const abort = new AbortController();
    const result = runSuite(sampleSuite("setInterval(() => {}, 1000)"), abort.signal);
    abort.abort();
    expect(await result).toMatchObject({ failed: 1, note: "sample was stopped." });
  });
});
