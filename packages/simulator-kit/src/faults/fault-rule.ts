import type { z } from "zod";
import type { LoggedRequest } from "../log/logged-request.ts";
import type { faultMatchSchema, faultRuleSchemaOf, Moment, sharedFaultSchemas } from "./fault.ts";

/** A fault of any vendor, as far as a rule has to know it. */
export interface AnyFault {
  readonly kind: string;
  readonly at?: Moment | undefined;
}

/** The kinds every vendor has. */
export type SharedFault<Edit> = z.output<ReturnType<typeof sharedFaultSchemas<z.ZodType<Edit>>>[number]>;

/** A rule as it comes from another process. */
export type FaultRuleData<Fault> = z.input<ReturnType<typeof faultRuleSchemaOf<z.ZodType<Fault, Fault>>>>;

/** A rule as a test of the same process writes it: beside the data, code can be called and asked. */
export interface FaultRule<Fault extends AnyFault, Request extends LoggedRequest> extends Omit<FaultRuleData<Fault>, "fault" | "match"> {
  readonly match?: FaultMatch<Request>;
  readonly fault: Fault;
}

export type FaultMatch<Request extends LoggedRequest> = z.input<typeof faultMatchSchema> & {
  /** Whether it strikes this request. */
  readonly where?: ((request: Request) => boolean) | undefined;
};

/** Runs code of the test while the request waits. */
export interface CallFault<Request extends LoggedRequest, Tenant> {
  readonly kind: "call";
  readonly at?: Moment;
  run(moment: CallMoment<Request, Tenant>): void | Promise<void>;
}

export interface CallMoment<Request extends LoggedRequest, Tenant> {
  readonly request: Request;
  readonly tenant: Tenant | undefined;
}
