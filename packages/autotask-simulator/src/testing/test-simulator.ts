import { onTestFinished } from "vitest";
import { startAutotaskSimulator, type Simulator, type SimulatorOptions } from "../simulator.ts";
import type { ContractRecord, ItemRecord, LineRecord } from "../store/records.ts";
import { DEFAULT_USER, type TenantOptions } from "../tenant/tenant.ts";
import { siteCaller, type CallerOptions, type SiteCaller } from "./site-calls.ts";

/** The day all tests of this package live on. */
const TEST_DAY = "2026-03-10";

export interface TestSimulator {
  readonly simulator: Simulator;
  /** Calls as the API user with every right. */
  readonly site: SiteCaller;
  as(options: Partial<CallerOptions>): SiteCaller;
  /** From January to December 2026, monthly. */
  readonly contract: ContractRecord;
  readonly service: ItemRecord;
  /** The service on the contract with 10 units. */
  readonly line: LineRecord;
}

/** A simulator for one test with a contract and a line, closed after it. */
export async function testSimulator(tenant: Partial<TenantOptions> = {}, options: SimulatorOptions = {}): Promise<TestSimulator> {
  const simulator = await startAutotaskSimulator({
    clock: { now: () => new Date(`${TEST_DAY}T09:30:00Z`) },
    controlPort: false,
    tenants: [{ id: "test", ...tenant }],
    ...options,
  });
  onTestFinished(() => simulator.close());
  const { data } = simulator;
  const company = data.addCompany({ companyName: "Acme Ltd", companyNumber: "A-1" });
  const contract = data.addContract({
    companyID: company.id,
    contractName: "Managed Services",
    startDate: "2026-01-01",
    endDate: "2026-12-31",
  });
  const service = data.addItem({ name: "CloudFilter", description: "Filter per mailbox" });
  const line = data.addLine({ contractID: contract.id, itemID: service.id, units: 10 });
  const as = (caller: Partial<CallerOptions>): SiteCaller => siteCaller(simulator.url, { ...DEFAULT_USER, ...caller });
  return { simulator, site: as({}), as, contract, service, line };
}
