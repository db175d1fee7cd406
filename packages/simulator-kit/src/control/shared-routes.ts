import { z } from "zod";
import type { InjectedFault } from "../faults/fault-book.ts";
import type { FaultRule } from "../faults/fault-rule.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { LoggedRequest } from "../log/logged-request.ts";
import type { FaultOf, Kind, SharedSimulator, Vendor } from "../server/vendor.ts";
import { releaseSchema, type FaultCounts, type SharedSettings, type SimulatorState } from "./control-schemas.ts";
import { NotThereError, type ControlCall, type ControlRoutes } from "./control-server.ts";

/** The part of the control API that every simulator has: state, settings, requests, faults, requests that stand still, edits. */
export function sharedRoutes<K extends Kind>(simulator: SharedSimulator<K>, vendor: Vendor<K>): ControlRoutes {
  const { faults, requests } = simulator;
  const fault = (id = ""): InjectedFault => found(faults.find(Number(id)));
  return {
    "GET /": () => state(simulator, vendor),
    "PATCH /settings": async ({ body }) => {
      const settings = vendor.settingsSchema.parse(body);
      vendor.changeSettings(settings);
      await changeSettings(simulator, settings);
      return state(simulator, vendor);
    },
    "GET /requests": ({ query }) => ({
      requests: requests.list({
        method: query.has("method") ? query.getAll("method") : undefined,
        path: query.get("path") ?? undefined,
        tenant: query.get("tenant") ?? undefined,
        isWrite: query.has("isWrite") ? query.get("isWrite") === "true" : undefined,
        after: query.has("after") ? Number(query.get("after")) : undefined,
      }),
      dropped: requests.dropped,
    }),
    "DELETE /requests": () => requests.clear(),
    "GET /faults": () => faults.list().map((each) => counts(each)),
    "POST /faults": ({ body }) => counts(faults.inject(vendor.faultRuleSchema.parse(body) as FaultRule<FaultOf<K>, K["request"]>)),
    "DELETE /faults": () => faults.clear(),
    "GET /faults/*": (_call, id) => counts(fault(id)),
    "DELETE /faults/*": (_call, id) => fault(id).remove(),
    "POST /faults/*/next-hold": async ({ query, signal }: ControlCall, id) => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(Number(query.get("timeoutMs") ?? "30000"))]);
      const held = await faults.holds.next(fault(id).id, patience);
      return held === undefined ? null : heldView(held);
    },
    "GET /holds": () => faults.holds.list().map((held) => heldView(held)),
    "POST /holds/*/release": ({ body }, id) => found(faults.holds.find(Number(id))).release(releaseSchema.parse(body ?? {}).how),
    "POST /tenants/*/edits": ({ body }, id) => {
      const tenant = simulator.tenant(id);
      return z
        .array(vendor.editSchema)
        .parse(body)
        .map((edit) => vendor.edit(tenant, edit) ?? null);
    },
  };
}

async function changeSettings<K extends Kind>(simulator: SharedSimulator<K>, settings: SharedSettings): Promise<void> {
  const { latencyMs, listening, now } = settings;
  if (latencyMs !== undefined) simulator.setLatency(latencyMs);
  if (now === null) simulator.clock.reset();
  else if (now !== undefined) simulator.clock.set(new Date(now));
  if (listening === true) await simulator.startListening();
  if (listening === false) await simulator.stopListening();
}

function state<K extends Kind>(simulator: SharedSimulator<K>, vendor: Vendor<K>): SimulatorState {
  return {
    site: simulator.site,
    url: simulator.url,
    listening: simulator.listening,
    tenants: simulator.tenants().map((tenant) => vendor.idOf(tenant)),
    requests: simulator.requests.count,
    now: simulator.clock.now().toISOString(),
  };
}

function heldView<Request extends LoggedRequest>({ id, ruleId, at, request }: HeldRequest<Request>): Omit<HeldRequest<Request>, "release"> {
  return { id, ruleId, at, request };
}

function counts({ id, seen, fired }: InjectedFault): FaultCounts {
  return { id, seen, fired };
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new NotThereError("There is no such thing here.");
  return thing;
}
