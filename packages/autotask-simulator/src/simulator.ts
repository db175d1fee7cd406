import { startSimulator, type RunningSimulator, type SharedOptions } from "@integrations/simulator-kit";
import { sampleTenant } from "./dataset/sample-tenant.ts";
import type { TenantOptions } from "./tenant/tenant.ts";
import { autotask, type Autotask } from "./vendor.ts";

export type SimulatorOptions = SharedOptions<TenantOptions>;

/** An Autotask PSA that runs, seen from the process it runs in. One address is discovery and every zone. */
export type Simulator = RunningSimulator<Autotask>;

/** Starts an Autotask PSA on loopback. Data, users, faults and behaviour can be changed while it runs. */
export function startAutotaskSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator<Autotask>(options, autotask, (today) => [sampleTenant({ today })]);
}
