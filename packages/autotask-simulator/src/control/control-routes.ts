import { fillSample } from "../dataset/sample-tenant.ts";
import type { InjectedFault } from "../faults/fault-book.ts";
import type { FaultRule } from "../faults/fault-rule.ts";
import { faultRuleSchema } from "../faults/fault.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { Simulator } from "../simulator.ts";
import { applyEdit } from "../store/data-edit.ts";
import {
  editsSchema,
  newTenantSchema,
  releaseSchema,
  settingsSchema,
  tenantChangesSchema,
  type FaultCounts,
  type SimulatorState,
} from "./control-schemas.ts";

export interface ControlCall {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/** `id` is what stands for the `*` of the path. */
export type ControlRoute = (simulator: Simulator, call: ControlCall, id: string) => unknown;

export const CONTROL_ROUTES: Readonly<Record<string, ControlRoute>> = {
  "GET /": (simulator) => state(simulator),
  "PATCH /settings": changeSettings,
  "GET /requests": (simulator, { query }) => ({
    requests: simulator.requests.list({
      method: query.has("method") ? query.getAll("method") : undefined,
      path: query.get("path") ?? undefined,
      tenant: query.get("tenant") ?? undefined,
      isWrite: query.has("isWrite") ? query.get("isWrite") === "true" : undefined,
      after: query.has("after") ? Number(query.get("after")) : undefined,
    }),
    dropped: simulator.requests.dropped,
  }),
  "DELETE /requests": (simulator) => simulator.requests.clear(),
  "GET /faults": (simulator) => simulator.faults.list().map((fault) => counts(fault)),
  "POST /faults": (simulator, { body }) => counts(simulator.faults.inject(faultRuleSchema.parse(body) as FaultRule)),
  "DELETE /faults": (simulator) => simulator.faults.clear(),
  "GET /faults/*": (simulator, _call, id) => counts(found(simulator.faults.find(Number(id)))),
  "DELETE /faults/*": (simulator, _call, id) => found(simulator.faults.find(Number(id))).remove(),
  "POST /faults/*/next-hold": nextHold,
  "POST /holds/*/release": (simulator, { body }, id) =>
    found(simulator.faults.holds.find(Number(id))).release(releaseSchema.parse(body ?? {}).how),
  "POST /tenants": addTenant,
  "PATCH /tenants/*": changeTenant,
  "POST /tenants/*/edits": (simulator, { body }, id) => {
    const { data } = simulator.tenant(id);
    return editsSchema.parse(body).map((edit) => applyEdit(data, edit) ?? null);
  },
  "GET /tenants/*/lines": (simulator, { query }, id) => {
    const { data } = simulator.tenant(id);
    return data.lines(Number(query.get("contractID"))).map((line) => ({ ...line, units: data.units(line.id) }));
  },
  "GET /tenants/*/contracts": (simulator, _call, id) => simulator.tenant(id).store.contracts.all(),
  "GET /tenants/*/services": (simulator, _call, id) => simulator.tenant(id).data.items(),
  "GET /tenants/*/companies": (simulator, _call, id) => simulator.tenant(id).store.companies.all(),
};

/** What was asked for is not there. */
export class NotThereError extends Error {
  override readonly name = "NotThereError";
}

function state(simulator: Simulator): SimulatorState {
  return {
    site: simulator.site,
    url: simulator.url,
    listening: simulator.listening,
    tenants: simulator.tenants().map((tenant) => tenant.id),
    requests: simulator.requests.count,
    now: simulator.clock.now().toISOString(),
  };
}

async function changeSettings(simulator: Simulator, { body }: ControlCall): Promise<SimulatorState> {
  const { latencyMs, listening, now } = settingsSchema.parse(body);
  if (latencyMs !== undefined) simulator.setLatency(latencyMs);
  if (now === null) simulator.clock.reset();
  else if (now !== undefined) simulator.clock.set(new Date(now));
  if (listening === true) await simulator.startListening();
  if (listening === false) await simulator.stopListening();
  return state(simulator);
}

function addTenant(simulator: Simulator, { body }: ControlCall): { id: string } {
  const { dataset, id, users, behaviour, ...options } = newTenantSchema.parse(body);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const today = simulator.clock.now();
  simulator.addTenant({
    id,
    ...given,
    ...(users === undefined ? {} : { users }),
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(dataset === "sample" ? { fill: (data) => fillSample(data, today) } : {}),
  });
  return { id };
}

function changeTenant(simulator: Simulator, { body }: ControlCall, id: string): null {
  const { behaviour, otherRequests, user } = tenantChangesSchema.parse(body);
  const tenant = simulator.tenant(id);
  if (behaviour !== undefined) tenant.setBehaviour(behaviour);
  if (otherRequests !== undefined) tenant.otherRequests = otherRequests;
  if (user !== undefined) tenant.changeUser(user.userName, user.changes);
  return null;
}

async function nextHold(simulator: Simulator, { query, signal }: ControlCall, id: string): Promise<unknown> {
  const rule = found(simulator.faults.find(Number(id)));
  const patience = AbortSignal.any([signal, AbortSignal.timeout(Number(query.get("timeoutMs") ?? "30000"))]);
  const held = await simulator.faults.holds.next(rule.id, patience);
  return held === undefined ? null : heldView(held);
}

function heldView({ id, ruleId, at, request }: HeldRequest): Omit<HeldRequest, "release"> {
  return { id, ruleId, at, request };
}

function counts({ id, seen, fired }: InjectedFault): FaultCounts {
  return { id, seen, fired };
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new NotThereError("There is no such thing here.");
  return thing;
}
