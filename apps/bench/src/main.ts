import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@integrations/database/embedded";
import { isMet } from "./report/judge.ts";
import { tableOf } from "./report/table.ts";
import { ROWS } from "./rows/index.ts";
import type { Result } from "./rows/row.ts";

/** `pnpm bench [row ...] [--json FILE]`: measures the rows, or the named ones, prints a table, and fails where a target is missed. */
const { values, positionals } = parseArgs({ options: { json: { type: "string", default: "bench.json" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !ROWS.some((row) => row.id === name));
if (unknown.length > 0) {
  console.error(`No row is called ${unknown.join(" or ")}. There are: ${ROWS.map((row) => row.id).join(", ")}.`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "integrations-bench-"));
const postgres = await startEmbeddedPostgres({ persistent: false });
const results: Result[] = [];
try {
  const tell = (text: string): void => console.error(text);
  for (const row of ROWS.filter((each) => positionals.length === 0 || positionals.includes(each.id))) {
    results.push(...(await row.measure({ postgresUrl: postgres.url, folder, tell })));
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), node: process.version };
await writeFile(values.json, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, results }, null, 2)}\n`);
console.log(tableOf(results));
process.exitCode = results.every(isMet) ? 0 : 1;
