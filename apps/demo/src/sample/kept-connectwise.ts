import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { SAMPLE_CONNECTION, sampleTenant, startConnectWiseSimulator, type Simulator } from "@integrations/connectwise-simulator";
import { SIMULATOR_CLIENT_ID } from "../stack/stack.ts";

const SAVE_EVERY_MS = 5_000;

export interface KeptSimulator {
  readonly simulator: Simulator;
  /** Stops it and saves its records. */
  stop(): Promise<void>;
}

/** The ConnectWise simulator with the sample partner's data, which outlives a restart as a real site's would. */
export async function startKeptSimulator(options: {
  readonly file: string;
  readonly port: number;
  readonly controlPort: number;
}): Promise<KeptSimulator> {
  const kept = existsSync(options.file) ? (JSON.parse(readFileSync(options.file, "utf8")) as ReturnType<typeof recordsOf>) : undefined;
  const tenant = sampleTenant({ today: new Date() });
  const simulator = await startConnectWiseSimulator({
    port: options.port,
    controlPort: options.controlPort,
    clientIds: [SIMULATOR_CLIENT_ID],
    tenants: [kept === undefined ? tenant : { ...tenant, dataset: kept }],
  });
  let saved = "";
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    const text = JSON.stringify(recordsOf(simulator));
    if (text === saved) return saving;
    saved = text;
    // Written beside it first: a kill in the middle must not leave half a file.
    saving = saving.then(() => writeFile(`${options.file}.new`, text)).then(() => rename(`${options.file}.new`, options.file));
    return saving;
  };
  const timer = setInterval(() => void save(), SAVE_EVERY_MS);
  return {
    simulator,
    stop: async () => {
      clearInterval(timer);
      await simulator.close();
      await save();
    },
  };
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
