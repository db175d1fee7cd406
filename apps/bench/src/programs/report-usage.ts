import { writeFileSync } from "node:fs";
import pg from "pg";
import { USAGE_FILE, type Usage } from "./usage.ts";

/**
 * Loaded before a program (`node --import`), so that the program itself stays as it is in production. Tells what the process has
 * used: in a file when it ends, or to its parent whenever that asks.
 */
let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function countedQuery(this: pg.Client, ...args: unknown[]): unknown {
  statements += 1;
  return Reflect.apply(query, this, args);
} as typeof query;

process.once("exit", () => {
  const file = process.env[USAGE_FILE];
  if (file !== undefined) writeFileSync(file, JSON.stringify(usage()));
});

process.on("message", () => process.send?.(usage()));
// Nobody who only might ask keeps the process alive.
process.channel?.unref();

function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024, statements };
}
