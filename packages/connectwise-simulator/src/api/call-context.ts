import type { Answer, ApiRequest } from "@integrations/simulator-kit";
import type { Effect } from "../store/effect.ts";
import type { Member } from "../tenant/member.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { WireContext } from "../wire/resource.ts";

/** A request whose sender is known, with all an endpoint needs to answer it. */
export interface CallContext {
  readonly request: ApiRequest;
  readonly tenant: Tenant;
  readonly member: Member;
  readonly wire: WireContext;
}

export interface Handled {
  readonly answer: Answer;
  readonly effect?: Effect;
}
