export {
  AdjustableClock,
  systemClock,
  type FaultCounts,
  type InjectedFault,
  type Moment,
  type RemoteFault,
  type RequestFilter,
  type RequestOutcome,
  type SimulatorClock,
  type SimulatorState,
} from "@integrations/simulator-kit";
export {
  connectSimulatorControl,
  type RemoteHeldRequest,
  type RemoteHoldingFault,
  type SimulatorControl,
} from "./control/control-client.ts";
export type { NewTenant, Settings, TenantChanges } from "./control/control-schemas.ts";
export { fillSample, SAMPLE_CONNECTION, sampleTenant } from "./dataset/sample-tenant.ts";
export type { CallFault, Fault, FaultBook, FaultMatch, FaultRule, HeldRequest, HoldingFault } from "./faults/fault-rule.ts";
export type { FaultData, FaultRuleData } from "./faults/fault.ts";
export type { LoggedEffect, LoggedRequest, RequestLog } from "./server/logged-request.ts";
export { startAutotaskSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
export type { DataEdit } from "./store/data-edit.ts";
export type { LineView, NewCompany, NewContract, NewItem, NewLine, PersonEdits } from "./store/person-edits.ts";
export type { CompanyRecord, ContractRecord, ItemRecord, Kind, LineRecord, UnitsRecord } from "./store/records.ts";
export type { TenantRecords } from "./store/tenant-store.ts";
export type { Access, ApiUser, ApiUserChanges, ApiUserInput, EntityName, Level } from "./tenant/api-user.ts";
export type { Behaviour, BehaviourChanges } from "./tenant/behaviour.ts";
export { DEFAULT_USER, type Tenant, type TenantOptions } from "./tenant/tenant.ts";
