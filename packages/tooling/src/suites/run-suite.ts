import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootFolder } from "../root-folder.ts";
import { countTests } from "./count-tests.ts";
import type { Suite, SuiteResult } from "./suite.ts";

/** From asking a hanging program to end, to making it. */
const GRACE_MS = 10_000;
/** For a program's last words, where something it started keeps its output open. */
const DRAIN_MS = 2_000;

/** Runs a suite to its end. Never throws for a failing suite; `signal` asks it to stop early. */
export async function runSuite(suite: Suite, signal: AbortSignal): Promise<SuiteResult> {
  const startedAtMs = performance.now();
  const reportFolder = mkdtempSync(join(tmpdir(), "suite-"));
  const reportFile = join(reportFolder, "report.json");
  try {
    const ended = await runProgram(suite, reportFile, signal);
    const report = existsSync(reportFile) ? readFileSync(reportFile, "utf8") : undefined;
    const counts = countTests(suite.counts, ended.exitCode, report);
    return {
      suite,
      ...withNote(suite, counts, ended.note, report),
      durationMs: performance.now() - startedAtMs,
      output: ended.output,
    };
  } finally {
    rmSync(reportFolder, { recursive: true, force: true });
  }
}

/** A suite that ran none of its tests proves nothing, so it does not pass. */
function withNote(suite: Suite, counts: Pick<SuiteResult, "passed" | "failed" | "skipped">, note: string | undefined, report?: string) {
  if (note !== undefined) return { ...counts, note };
  if (counts.passed + counts.failed > 0 || (suite.counts === "one" && counts.skipped > 0)) return counts;
  return { ...counts, failed: 1, note: report === undefined ? `${suite.name} wrote no report.` : `${suite.name} ran no test.` };
}

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly note: string | undefined;
}

function runProgram(suite: Suite, reportFile: string, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, suite.command(reportFile), {
      cwd: join(rootFolder, suite.folder ?? "."),
      env: { ...suiteEnv(), ...suite.env?.(reportFile) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let note: string | undefined;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));

    const stop = (why: string): void => {
      note ??= why;
      child.kill("SIGTERM");
      killTimer ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    };
    let killTimer: NodeJS.Timeout | undefined;
    const limitTimer = setTimeout(
      () => stop(`${suite.name} was stopped after ${suite.timeoutMs / 1000} s without an end.`),
      suite.timeoutMs,
    );
    const onAbort = (): void => stop(`${suite.name} was stopped.`);
    signal.addEventListener("abort", onAbort, { once: true });

    const settle = (exitCode: number | null): void => {
      clearTimeout(limitTimer);
      clearTimeout(killTimer);
      signal.removeEventListener("abort", onAbort);
      resolve({ exitCode: note === undefined ? exitCode : 1, output, note });
    };
    child.once("error", reject);
    child.once("exit", (exitCode) => {
      const drainTimer = setTimeout(() => settle(exitCode), DRAIN_MS);
      child.once("close", () => {
        clearTimeout(drainTimer);
        settle(exitCode);
      });
    });
  });
}

/** Snapshots are compared, never written, and no tool reports home. */
function suiteEnv(): NodeJS.ProcessEnv {
  const color = process.stdout.isTTY && process.env["NO_COLOR"] === undefined ? { FORCE_COLOR: "1" } : {};
  return { CI: "1", DO_NOT_TRACK: "1", TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", ...color, ...process.env };
}
