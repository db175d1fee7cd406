import { generateDataset } from "../dataset/generate-dataset.ts";
import { sampleDataset } from "../dataset/sample-tenant.ts";
import type { InjectedFault } from "../faults/fault-book.ts";
import type { FaultRule } from "../faults/fault-rule.ts";
import { faultRuleSchema } from "../faults/fault.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { Simulator } from "../simulator.ts";
import { agreementStatus } from "../store/agreement-status.ts";
import { applyEdit } from "../store/data-edit.ts";
import type { TenantOptions } from "../tenant/tenant.ts";
import { editsSchema, newTenantSchema, releaseSchema, settingsSchema, type FaultCounts, type SimulatorState } from "./control-schemas.ts";

export interface ControlCall {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
}

/** Answers a call; `parts` are what stood in the place of each `*`. */
export type ControlRoute = (simulator: Simulator, call: ControlCall, ...parts: string[]) => unknown;

/** By method and path below `/_control`. */
export const CONTROL_ROUTES: Readonly<Record<string, ControlRoute>> = {
  "GET /": state,
  "PATCH /settings": changeSettings,
  "GET /requests": (simulator, { query }) => ({
    requests: simulator.requests.list({
      method: query.has("method") ? query.getAll("method") : undefined,
      path: query.get("path") ?? undefined,
      tenant: query.get("tenant") ?? undefined,
      after: query.has("after") ? Number(query.get("after")) : undefined,
    }),
    dropped: simulator.requests.dropped,
  }),
  "DELETE /requests": (simulator) => simulator.requests.clear(),
  "GET /faults": (simulator) => simulator.faults.list().map((fault) => counts(fault)),
  "POST /faults": (simulator, { body }) => counts(simulator.faults.inject(faultRuleSchema.parse(body) as FaultRule)),
  "DELETE /faults": (simulator) => simulator.faults.clear(),
  "GET /faults/*": (simulator, _call, id = "") => counts(found(simulator.faults.find(Number(id)))),
  "DELETE /faults/*": (simulator, _call, id = "") => found(simulator.faults.find(Number(id))).remove(),
  "POST /faults/*/next-hold": nextHold,
  "GET /holds": (simulator) => simulator.faults.holds.list().map((held) => heldView(held)),
  "POST /holds/*/release": (simulator, { body }, id = "") =>
    found(simulator.faults.holds.find(Number(id))).release(releaseSchema.parse(body ?? {}).how),
  "POST /tenants": addTenant,
  "GET /tenants/*": (simulator, _call, id = "") => {
    const { companyId, companyName, codebase, siteUrl, isCloud, behaviour } = simulator.tenant(id);
    return { companyId, companyName, codebase, siteUrl: siteUrl ?? null, isCloud, behaviour };
  },
  "POST /tenants/*/edits": (simulator, { body }, id = "") => {
    const tenant = simulator.tenant(id);
    return editsSchema.parse(body).map((edit) => applyEdit(tenant, edit) ?? null);
  },
  "GET /tenants/*/lines": (simulator, { query }, id = "") => {
    const { data } = simulator.tenant(id);
    return query.has("agreementId") ? data.lines(Number(query.get("agreementId"))) : data.allLines();
  },
  "GET /tenants/*/agreements": (simulator, { query }, id = "") => {
    const companyId = query.has("companyId") ? Number(query.get("companyId")) : undefined;
    const now = simulator.clock.now();
    const agreements = simulator.tenant(id).data.agreements(companyId);
    return agreements.map((agreement) => ({ ...agreement, shownStatus: agreementStatus(agreement, now) }));
  },
  "GET /tenants/*/products": (simulator, _call, id = "") => simulator.tenant(id).data.products(),
  "GET /tenants/*/companies": (simulator, _call, id = "") => simulator.tenant(id).data.companies(),
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
    tenants: simulator.tenants().map((tenant) => tenant.companyId),
    requests: simulator.requests.count,
    now: simulator.clock.now().toISOString(),
  };
}

async function changeSettings(simulator: Simulator, { body }: ControlCall): Promise<SimulatorState> {
  const { latencyMs, rateLimit, unknownCompany, listening, now } = settingsSchema.parse(body);
  if (latencyMs !== undefined) simulator.setLatency(latencyMs);
  if (rateLimit !== undefined) simulator.setRateLimit(rateLimit ?? undefined);
  if (unknownCompany !== undefined) simulator.setUnknownCompany(unknownCompany);
  if (now === null) simulator.clock.reset();
  else if (now !== undefined) simulator.clock.set(new Date(now));
  if (listening === true) await simulator.startListening();
  if (listening === false) await simulator.stopListening();
  return state(simulator);
}

function addTenant(simulator: Simulator, { body }: ControlCall): { companyId: string } {
  const { dataset, ...options } = newTenantSchema.parse(body);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Omit<TenantOptions, "dataset">;
  const today = simulator.clock.now();
  const { companyId } = simulator.addTenant({
    ...given,
    ...(dataset === "empty"
      ? {}
      : { dataset: () => (dataset === "sample" ? sampleDataset({ today }) : generateDataset({ ...dataset, today })) }),
  });
  return { companyId };
}

async function nextHold(simulator: Simulator, { query, signal }: ControlCall, id = ""): Promise<unknown> {
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
