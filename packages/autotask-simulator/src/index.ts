export * from "./clock.ts";
export {
  connectSimulatorControl,
  type RemoteFault,
  type RemoteHeldRequest,
  type RemoteHoldingFault,
  type SimulatorControl,
} from "./control/control-client.ts";
export type { FaultCounts, NewTenant, Settings, SimulatorState, TenantChanges } from "./control/control-schemas.ts";
export { fillSample, SAMPLE_CONNECTION, sampleTenant } from "./dataset/sample-tenant.ts";
export type { FaultBook, HoldingFault, InjectedFault } from "./faults/fault-book.ts";
export type { CallFault, Fault, FaultMatch, FaultRule } from "./faults/fault-rule.ts";
export type { FaultData, FaultRuleData, Moment } from "./faults/fault.ts";
export type { HeldRequest } from "./faults/hold-places.ts";
export type { LoggedEffect, LoggedRequest, RequestOutcome } from "./server/logged-request.ts";
export type { RequestFilter, RequestLog } from "./server/request-log.ts";
export { startAutotaskSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
export type { DataEdit } from "./store/data-edit.ts";
export type { LineView, NewCompany, NewContract, NewItem, NewLine, PersonEdits } from "./store/person-edits.ts";
export type { CompanyRecord, ContractRecord, ItemRecord, Kind, LineRecord, UnitsRecord } from "./store/records.ts";
export type { Access, ApiUser, ApiUserChanges, ApiUserInput, EntityName, Level } from "./tenant/api-user.ts";
export type { Behaviour, BehaviourChanges } from "./tenant/behaviour.ts";
export { DEFAULT_USER, type Tenant, type TenantOptions } from "./tenant/tenant.ts";
