/** What `npm start` runs: the whole product on embedded parts, with a sample partner and a first nightly run. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDemo, type Demo } from "./demo.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const dataDir = join(root, ".data");

const stopping = new AbortController();
let demo: Demo | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) return;
    console.log("\nStopping …");
    stopping.abort();
  });
}

try {
  demo = await startDemo({
    dataDir,
    port: Number(process.env["PORT"] ?? 3000),
    watch: process.argv.includes("--dev"),
    say: console.log,
    signal: stopping.signal,
  });
  const ending = await Promise.race([
    demo.broken,
    new Promise<undefined>((resolve) => stopping.signal.addEventListener("abort", () => resolve(undefined), { once: true })),
  ]);
  if (ending !== undefined) throw new Error(ending);
} catch (error) {
  if (!stopping.signal.aborted) {
    process.exitCode = 1;
    console.error(`\nThe demo cannot go on: ${error instanceof Error ? error.message : String(error)}`);
  }
} finally {
  await demo?.stop();
}
