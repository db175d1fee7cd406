import { SAMPLE_CONNECTION, sampleTenant, startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { SIMULATOR_CLIENT_ID } from "../stack/stack.ts";
import { keepRecords, keptRecords, type KeptSimulator } from "./keep-records.ts";

/** The ConnectWise simulator with the sample partner's data. */
export async function startKeptConnectWise(options: {
  readonly file: string;
  readonly port: number;
  readonly controlPort: number;
}): Promise<KeptSimulator<Simulator>> {
  const kept = keptRecords<ReturnType<typeof recordsOf>>(options.file);
  const tenant = sampleTenant({ today: new Date() });
  const simulator = await startConnectWiseSimulator({
    port: options.port,
    controlPort: options.controlPort,
    clientIds: [SIMULATOR_CLIENT_ID],
    tenants: [kept === undefined ? tenant : { ...tenant, dataset: kept }],
  });
  return keepRecords(simulator, options.file, recordsOf);
}

function recordsOf(simulator: Simulator) {
  const { store } = simulator.tenant(SAMPLE_CONNECTION.companyId);
  return {
    companies: [...store.companies.all()],
    contacts: [...store.contacts.all()],
    products: [...store.products.all()],
    agreements: [...store.agreements.all()],
    additions: [...store.additions.all()],
  };
}
