import type * as kit from "@integrations/simulator-kit";
import type { LoggedRequest } from "../server/logged-request.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { FaultData } from "./fault.ts";

export type Fault = FaultData | CallFault;
export type CallFault = kit.CallFault<LoggedRequest, Tenant>;
export type FaultRule = kit.FaultRule<Fault, LoggedRequest>;
export type FaultMatch = kit.FaultMatch<LoggedRequest>;
export type FaultBook = kit.FaultBook<Fault, LoggedRequest>;
export type HoldingFault = kit.HoldingFault<LoggedRequest>;
export type HeldRequest = kit.HeldRequest<LoggedRequest>;
