import { parseArgs } from "node:util";
import { startAutotaskSimulator } from "./simulator.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, dataset: { type: "string", default: "sample" } } });

const simulator = await startAutotaskSimulator({
  port: Number(values.port),
  ...(values.dataset === "none" ? { tenants: [] } : {}),
});
const { site, url, controlUrl } = simulator;
process.stdout.write(`${JSON.stringify({ site, url, controlUrl })}\n`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
