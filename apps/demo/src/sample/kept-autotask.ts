import { sampleTenant, startAutotaskSimulator, type Simulator, type TenantRecords } from "@integrations/autotask-simulator";
import { keepRecords, keptRecords, type KeptSimulator } from "./keep-records.ts";

/** The Autotask simulator with some of the sample partner's customers, for whoever enables a second integration. */
export async function startKeptAutotask(options: {
  readonly file: string;
  readonly port: number;
  readonly controlPort: number;
}): Promise<KeptSimulator<Simulator>> {
  const kept = keptRecords<TenantRecords>(options.file);
  const { fill, ...tenant } = sampleTenant({ today: new Date() });
  const simulator = await startAutotaskSimulator({
    port: options.port,
    controlPort: options.controlPort,
    tenants: [kept === undefined && fill !== undefined ? { ...tenant, fill } : tenant],
  });
  if (kept !== undefined) simulator.tenant().store.putRecords(kept);
  return keepRecords(simulator, options.file, (running) => running.tenant().store.records());
}
