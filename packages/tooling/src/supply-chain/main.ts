import { spawnSync } from "node:child_process";
import { rootFolder } from "../root-folder.ts";
import { SKIP_EXIT_CODE } from "../suites/suite.ts";
import { judgeAudit, type Verdict } from "./judge-audit.ts";
import { judgeLicences, type LicenceList } from "./judge-licences.ts";

/** `node main.ts audit|licences`: looks at every package this repository uses. */
const CHECKS: Readonly<Record<string, () => Verdict>> = {
  audit: () => judgeAudit(pnpm("audit", "--json", "--config.fetch-retries=0", "--config.fetch-timeout=20000")),
  licences: () => judgeLicences(JSON.parse(pnpm("--recursive", "licenses", "list", "--json")) as LicenceList),
};

const check = CHECKS[process.argv[2] ?? ""];
if (check === undefined) {
  process.stderr.write(`Say what to look at: ${Object.keys(CHECKS).join(" or ")}.\n`);
  process.exit(2);
}
const verdict = check();
for (const line of verdict.kind === "skipped" ? [verdict.why] : verdict.lines) process.stdout.write(`${line}\n`);
process.exitCode = { passed: 0, failed: 1, skipped: SKIP_EXIT_CODE }[verdict.kind];

/** What it wrote, however it ended: it ends badly where it found something. */
function pnpm(...commandArguments: string[]): string {
  const options = { cwd: rootFolder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32" } as const;
  const { stdout, error } = spawnSync("pnpm", commandArguments, options);
  if (error !== undefined) throw error;
  return stdout;
}
