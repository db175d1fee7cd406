import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { rootFolder } from "../../root-folder.ts";

/** What a generated package may import: our packages as they are, and what they have installed. */
const OURS = ["core", "provider-kit"];
const INSTALLED = ["zod", "vitest", "typescript", "@types/node"];

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** First lines of the failures' messages, each once. */
  readonly messages: readonly string[];
}

/** A folder outside the repository in which a package resolves its imports as it would in `packages`. Gone after the test. */
export function openWorkspace(): string {
  const root = mkdtempSync(join(tmpdir(), "new-provider-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(rootFolder, target), join(root, path));
  };
  link("tsconfig.base.json", "tsconfig.base.json");
  for (const name of OURS) link(`packages/${name}`, `node_modules/@integrations/${name}`);
  for (const name of INSTALLED) link(`packages/provider-kit/node_modules/${name}`, `node_modules/${name}`);
  mkdirSync(join(root, "packages"));
  return root;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** @returns what the compiler says; empty where it says nothing */
export async function typecheck(root: string, folder: string): Promise<string> {
  const { output } = await run(root, [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", folder]);
  return output;
}

/** Runs the tests of the workspace, in a process of their own. */
export async function runSuite(root: string): Promise<SuiteResult> {
  const file = join(root, "results.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { output } = await run(root, [vitest, "run", "--root", root, "--reporter=json", `--outputFile=${file}`]);
  const { testResults } = JSON.parse(readResults(file, output)) as JsonReport;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const messages = tests.flatMap(({ failureMessages }) => failureMessages ?? []).map((message) => message.split("\n")[0] ?? "");
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: tests.filter(({ status }) => status === "failed").length,
    messages: [...new Set(messages)],
  };
}

interface JsonReport {
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly failureMessages?: readonly string[] }>;
  }>;
}

function readResults(file: string, output: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`The suite left no results. It said:\n${output}`, { cause });
  }
}

function run(cwd: string, args: readonly string[]): Promise<{ readonly output: string }> {
  // A run inside a run would take the outer one's worker for its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, env }, (_error, stdout, stderr) => resolve({ output: `${stdout}${stderr}`.trim() }));
  });
}
