import { parseArgs } from "node:util";
import { generateDataset } from "./dataset/generate-dataset.ts";
import { SAMPLE_CONNECTION, sampleTenant } from "./dataset/sample-tenant.ts";
import { startConnectWiseSimulator } from "./simulator.ts";
import type { TenantOptions } from "./tenant/tenant.ts";

/**
 * Runs a simulator as a process of its own. Its first line of output is JSON: `{"site", "url", "controlUrl"}`; it ends by SIGINT
 * or SIGTERM. All else is done over the control API.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "control-port": { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    "latency-ms": { type: "string", default: "0" },
    /** `sample`, `none`, or the size of a generated one: `companies,agreementsPerCompany,products,additionsPerAgreement`. */
    dataset: { type: "string", default: "sample" },
    seed: { type: "string", default: "1" },
  },
});

const simulator = await startConnectWiseSimulator({
  port: Number(values.port),
  controlPort: Number(values["control-port"]),
  host: values.host,
  latencyMs: Number(values["latency-ms"]),
  seed: Number(values.seed),
  tenants: startingTenants(values.dataset, Number(values.seed)),
});
process.stdout.write(`${JSON.stringify({ site: simulator.site, url: simulator.url, controlUrl: simulator.controlUrl })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());

function startingTenants(dataset: string, seed: number): TenantOptions[] {
  const today = new Date();
  if (dataset === "none") return [];
  if (dataset === "sample") return [sampleTenant({ today })];
  const sizes = dataset.split(",").map(Number);
  const [companies = 0, agreementsPerCompany = 0, products = 0, additionsPerAgreement = 0] = sizes;
  if (sizes.length !== 4 || sizes.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new Error("--dataset is sample, none or four whole numbers with commas between.");
  }
  const size = { seed, companies, agreementsPerCompany, products, additionsPerAgreement };
  return [{ companyId: SAMPLE_CONNECTION.companyId, dataset: () => generateDataset({ ...size, today }) }];
}
