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

export interface ReplayedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const { origin, requests, concurrency } = JSON.parse(readFileSync(process.env["REPLAY"] ?? "", "utf8")) as ReplaySettings;
const pool = new Pool(origin, { connections: concurrency });
let next = 0;
let sum = 0;

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
await pool.close();
console.log(sum);
