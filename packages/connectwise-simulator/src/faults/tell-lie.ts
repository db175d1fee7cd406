import type { Answer, ApiRequest } from "@integrations/simulator-kit";
import type { ApiState } from "../api/handle.ts";
import type { LoggedRequest } from "../server/logged-request.ts";
import { undoEffect, type Effect } from "../store/effect.ts";
import type { AdditionRecord } from "../store/records.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { additionResource } from "../wire/addition-resource.ts";
import type { OwnFault } from "./fault.ts";

interface Write {
  readonly api: ApiState;
  readonly request: ApiRequest;
  readonly entry: LoggedRequest;
  readonly tenant: Tenant;
  readonly effect: Effect;
}

/** Takes the effect back or rewrites the answer. Happens at once with the effect: nobody sees a state between. */
export function tellLie(write: Write, lie: Extract<OwnFault, { kind: "false-success" }>, answer: Answer): Answer {
  const { api, request, entry, tenant, effect } = write;
  if (!lie.stored) undoEffect(tenant.store, effect);
  if (!lie.stored && entry.effect !== undefined) entry.effect.stored = false;
  if (lie.echo !== "old" || effect.kind === "deleted") return answer;
  // Of a line that is new, the old quantity is none.
  const quantity = effect.kind === "updated" ? effect.before.quantity : 0;
  const old: AdditionRecord = { ...effect.after, quantity };
  const apiUrl = `http://${request.host}/${tenant.codebase}apis/3.0`;
  const wire = { store: tenant.store, behaviour: tenant.behaviour, apiUrl, now: api.clock.now() };
  return { ...answer, body: { kind: "json", json: additionResource.toWire(old, wire) } };
}
