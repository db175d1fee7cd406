import { toBytes, type Answer, type Call, type Vendor, type World } from "@integrations/simulator-kit";
import { errorAnswer } from "./api/answer.ts";
import { loggedPathOf } from "./api/api-request.ts";
import { handle, tenantOf, type ApiState } from "./api/handle.ts";
import type { Effect } from "./api/handled.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { settingsSchema } from "./control/control-schemas.ts";
import { faultRuleSchema, type OwnFault } from "./faults/fault.ts";
import { statusAnswer } from "./faults/status-answer.ts";
import { Limits } from "./server/limits.ts";
import type { LoggedRequest } from "./server/logged-request.ts";
import { applyEdit, dataEditSchema, type DataEdit } from "./store/data-edit.ts";
import { Tenant, type TenantOptions } from "./tenant/tenant.ts";

/** How Autotask PSA differs from other vendors. */
export interface Autotask {
  readonly tenant: Tenant;
  readonly tenantOptions: TenantOptions;
  readonly request: LoggedRequest;
  readonly edit: DataEdit;
  readonly fault: OwnFault;
  readonly settings: object;
  readonly controls: object;
}

export function autotask({ clock, tenants }: World<Autotask>): Vendor<Autotask> {
  const limits = new Limits(clock);
  const api: ApiState = { tenants, clock, requestsOf: (tenant) => limits.requestsOf(tenant) };
  return {
    newTenant: (options) => new Tenant(options, clock),
    idOf: ({ id }) => id,
    tenantOf: (request) => tenantOf(api, request),
    logged: (received, { method, path }) => ({
      ...received,
      path: loggedPathOf(path),
      isWrite: method !== "GET" && !/\/query(\/|$)/i.test(path),
    }),
    admit: (request, tenant) => limits.enter(tenant, request),
    handle: (call) => carryOut(api, call),
    faultAnswer: (fault) => {
      if (fault.kind === "status") return statusAnswer(fault, clock.now());
      return fault.kind === "redirect" ? { status: 302, headers: { location: fault.to }, body: { kind: "none" } } : undefined;
    },
    edit: ({ data }, edit) => applyEdit(data, edit),
    rowsOf,
    toBytes: (answer) => toBytes(answer, (json) => ({ text: JSON.stringify(json), contentType: "application/json; charset=utf-8" })),
    failedAnswer: (message) => errorAnswer(500, `The simulator itself failed: ${message}`),
    page: "<!DOCTYPE html><p>Autotask is down for maintenance</p>",
    editSchema: dataEditSchema,
    faultRuleSchema,
    settingsSchema,
    changeSettings: () => undefined,
    controls: {},
    routes: controlRoutes,
  };
}

/** Keeps the effect, or takes it back; hides it from readers for a while. At once with the effect. */
function carryOut(api: ApiState, { request, entry, tenant, faults }: Call<Autotask>): Answer {
  const { answer, effect } = handle(api, request);
  if (effect === undefined || tenant === undefined) return answer;
  const stored = !faults.some((fault) => fault.kind === "false-success");
  entry.effect = { ...withoutSnapshot(effect), stored };
  const { views } = tenant.store;
  const { readLagMs } = tenant.behaviour;
  if (!stored) views.restore(effect.before);
  else if (readLagMs > 0) views.showUntil(effect.before, api.clock.now().getTime() + readLagMs);
  return answer;
}

function withoutSnapshot({ before: _before, ...effect }: Effect): Omit<Effect, "before"> {
  return effect;
}

function rowsOf(json: unknown): unknown[] {
  const { items, item, info } = json as { readonly items?: unknown; readonly item?: unknown; readonly info?: unknown };
  return Array.isArray(items) ? items : [item ?? info ?? json];
}
