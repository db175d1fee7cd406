export * from "./clock.ts";
export {
  connectSimulatorControl,
  type RemoteFault,
  type RemoteHeldRequest,
  type RemoteHoldingFault,
  type SimulatorControl,
} from "./control/control-client.ts";
export type { AgreementView, FaultCounts, NewTenant, Settings, SimulatorState } from "./control/control-schemas.ts";
export { generateDataset, type GenerateOptions } from "./dataset/generate-dataset.ts";
export { SAMPLE_CONNECTION, sampleDataset, sampleTenant } from "./dataset/sample-tenant.ts";
export type { FaultData, FaultRuleData, Moment } from "./faults/fault.ts";
export type { FaultBook, HoldingFault, InjectedFault } from "./faults/fault-book.ts";
export type { CallFault, CallMoment, Fault, FaultMatch, FaultRule } from "./faults/fault-rule.ts";
export type { HeldRequest } from "./faults/hold-places.ts";
export type { LoggedEffect, LoggedRequest, RequestOutcome } from "./server/logged-request.ts";
export type { RateLimit } from "./server/rate-limiter.ts";
export type { RequestFilter, RequestLog } from "./server/request-log.ts";
export { startConnectWiseSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
export type { DataEdit } from "./store/data-edit.ts";
export type { Changes, NewAgreement, NewCompany, NewContact, NewLine, NewProduct, PersonEdits } from "./store/person-edits.ts";
export type * from "./store/records.ts";
export type { Behaviour, BehaviourChanges } from "./tenant/behaviour.ts";
export type { Member, MemberChanges, MemberInput, Narrowing } from "./tenant/member.ts";
export { ADMIN_ROLE, MINIMAL_ROLE, withLevel, type Access, type Level, type Permission, type Role } from "./tenant/role.ts";
export { CLOUD_CODEBASE, DEFAULT_KEYS, ON_PREMISE_CODEBASE, type Tenant, type TenantOptions } from "./tenant/tenant.ts";
