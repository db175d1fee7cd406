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
export type { AgreementView, NewTenant, Settings } from "./control/control-schemas.ts";
export { generateDataset, type GenerateOptions } from "./dataset/generate-dataset.ts";
export { SAMPLE_CONNECTION, sampleDataset, sampleTenant } from "./dataset/sample-tenant.ts";
export type { FaultData, FaultRuleData } from "./faults/fault.ts";
export type { CallFault, CallMoment, Fault, FaultBook, FaultMatch, FaultRule, HeldRequest, HoldingFault } from "./faults/fault-rule.ts";
export type { LoggedEffect, LoggedRequest, RequestLog } from "./server/logged-request.ts";
export type { RateLimit } from "./server/rate-limiter.ts";
export { startConnectWiseSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
export type { DataEdit } from "./store/data-edit.ts";
export type { Changes, NewAgreement, NewCompany, NewContact, NewLine, NewProduct, PersonEdits } from "./store/person-edits.ts";
export type * from "./store/records.ts";
export type { Behaviour, BehaviourChanges } from "./tenant/behaviour.ts";
export type { Member, MemberChanges, MemberInput, Narrowing } from "./tenant/member.ts";
export { ADMIN_ROLE, MINIMAL_ROLE, withLevel, type Access, type Level, type Permission, type Role } from "./tenant/role.ts";
export { CLOUD_CODEBASE, DEFAULT_KEYS, ON_PREMISE_CODEBASE, type Tenant, type TenantOptions } from "./tenant/tenant.ts";
export { wireDay, wireTime } from "./wire/wire-time.ts";
