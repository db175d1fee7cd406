import { readFileSync } from "node:fs";
import { Pool } from "undici";

/**
 * The floor: the very requests of a night, sent again by a bare loop that parses each answer and does nothing with it. A program
 * of its own.
 */
export interface ReplaySettings {
  readonly origin: string;
  readonly requests: readonly ReplayedRequest[];
  readonly concurrency: number;
}

export interface ReplayReport {
  /** User and system time of the measured pass, in milliseconds. */
  readonly cpuMs: number;
  /** Records in the answers of both passes, so that each is looked at. */
  readonly sum: number;
}

export interface ReplayedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const { origin, requests, concurrency } = JSON.parse(readFileSync(process.env["REPLAY"] ?? "", "utf8")) as ReplaySettings;
const pool = new Pool(origin, { connections: concurrency });
let sum = 0;
let next = 0;

/** Once to be warm, as a worker is, and once to be measured. */
await sendAll();
const before = process.cpuUsage();
next = 0;
await sendAll();
const { user, system } = process.cpuUsage(before);
await pool.close();
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, sum } satisfies ReplayReport));

async function sendAll(): Promise<void> {
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const { body, statusCode } = await pool.request({ ...request, method: "GET" });
        const parsed: unknown = JSON.parse(await body.text());
        if (statusCode !== 200) throw new Error(`${request.path} answered ${statusCode}.`);
        sum += Array.isArray(parsed) ? parsed.length : 1;
      }
    }),
  );
}
