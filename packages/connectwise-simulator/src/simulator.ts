import { startSimulator, systemClock, type RunningSimulator, type SharedOptions } from "@integrations/simulator-kit";
import { sampleTenant } from "./dataset/sample-tenant.ts";
import { RateLimiter, type RateLimit } from "./server/rate-limiter.ts";
import type { Behaviour } from "./tenant/behaviour.ts";
import type { TenantOptions } from "./tenant/tenant.ts";
import { connectWise, type ConnectWise } from "./vendor.ts";

export interface SimulatorOptions extends SharedOptions<TenantOptions> {
  /** Seed of request ids and the like. */
  readonly seed?: number;
  /** Accepted `clientId` values; absent = any GUID. */
  readonly clientIds?: readonly string[];
  /** How discovery answers for a company id nobody has. */
  readonly unknownCompany?: Behaviour["unknownCompany"];
  readonly rateLimit?: RateLimit;
}

/** A ConnectWise Manage that runs, seen from the process it runs in. Its tenants go by their login company ids. */
export type Simulator = RunningSimulator<ConnectWise>;

/** Starts a ConnectWise Manage on loopback. Data, members, faults and behaviour can be changed while it runs. */
export function startConnectWiseSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  // Not the adjustable clock: a jump of the time must not empty or fill the window.
  const limiter = new RateLimiter(options.clock ?? systemClock, options.rateLimit);
  return startSimulator<ConnectWise>(
    options,
    (world) => connectWise(options, world, limiter),
    (today) => [sampleTenant({ today })],
  );
}
