export { AdjustableClock, systemClock, type SimulatorClock } from "./clock.ts";
export {
  controlCaller,
  ofTenant,
  sharedControl,
  type ControlCaller,
  type ControlTypes,
  type RemoteFault,
  type RemoteHeldRequest,
  type RemoteHoldingFault,
  type SharedControl,
} from "./control/control-client.ts";
export { SHARED_SETTINGS, type FaultCounts, type SharedSettings, type SimulatorState } from "./control/control-schemas.ts";
export type { ControlCall, ControlRoute, ControlRoutes } from "./control/control-server.ts";
export { faultRuleSchemaOf, retryAfter, retryAfterSchema, sharedFaultSchemas, momentSchema, type Moment } from "./faults/fault.ts";
export type { FaultBook, HoldingFault, InjectedFault } from "./faults/fault-book.ts";
export type { AnyFault, CallFault, CallMoment, FaultMatch, FaultRule, FaultRuleData, SharedFault } from "./faults/fault-rule.ts";
export type { HeldRequest } from "./faults/hold-places.ts";
export type { LoggedRequest, RequestOutcome } from "./log/logged-request.ts";
export type { RequestFilter, RequestLog } from "./log/request-log.ts";
export { startSimulator, type SharedOptions, type World } from "./server/start-simulator.ts";
export type { Call, FaultOf, Kind, Place, RunningSimulator, SharedSimulator, Vendor } from "./server/vendor.ts";
export { jsonAnswer, Refusal, textAnswer, type Answer, type AnswerBody } from "./wire/answer.ts";
export type { ApiRequest } from "./wire/api-request.ts";
export { toBytes, type Bytes, type WrittenJson } from "./wire/bytes.ts";
