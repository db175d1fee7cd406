import { writeFileSync } from "node:fs";
import pg from "pg";
import { USAGE_FILE, type Usage } from "./usage.ts";

/** Loaded before a program (`node --import`), so that the program itself stays as it is in production. */
let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function countedQuery(this: pg.Client, ...args: unknown[]): unknown {
  statements += 1;
  return Reflect.apply(query, this, args);
} as typeof query;

process.once("exit", () => {
  const file = process.env[USAGE_FILE];
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: Usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024, statements };
  writeFileSync(file, JSON.stringify(usage));
});
