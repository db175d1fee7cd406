import type { LoggedRequest } from "../server/logged-request.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { FaultData, FaultRuleData, Moment } from "./fault.ts";

/** A rule as a test of the same process writes it: beside the data, code can be called and asked. */
export interface FaultRule extends Omit<FaultRuleData, "fault" | "match"> {
  readonly match?: FaultMatch;
  readonly fault: Fault;
}

export type FaultMatch = NonNullable<FaultRuleData["match"]> & {
  /** Whether it strikes this request. */
  readonly where?: ((request: LoggedRequest) => boolean) | undefined;
};

export type Fault = FaultData | CallFault;

/** Runs code of the test while the request waits. */
export interface CallFault {
  readonly kind: "call";
  readonly at?: Moment;
  run(moment: { readonly request: LoggedRequest; readonly tenant: Tenant | undefined }): void | Promise<void>;
}
