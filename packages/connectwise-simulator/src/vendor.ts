import { jsonAnswer, type Answer, type ApiRequest, type Call, type Vendor, type World } from "@integrations/simulator-kit";
import { splitApiPath } from "./api/api-request.ts";
import { handle, tenantOf, type ApiState } from "./api/handle.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { settingsSchema, type OwnSettings } from "./control/control-schemas.ts";
import { faultRuleSchema, type OwnFault } from "./faults/fault.ts";
import { statusAnswer } from "./faults/status-answer.ts";
import { tellLie } from "./faults/tell-lie.ts";
import { seededRandom } from "./random.ts";
import type { LoggedRequest } from "./server/logged-request.ts";
import type { RateLimiter, RateLimit } from "./server/rate-limiter.ts";
import { writeAnswer } from "./server/write-answer.ts";
import type { SimulatorOptions } from "./simulator.ts";
import { applyEdit, dataEditSchema, type DataEdit } from "./store/data-edit.ts";
import { loggedEffect } from "./store/effect.ts";
import { DEFAULT_BEHAVIOUR, type Behaviour } from "./tenant/behaviour.ts";
import { Tenant, type TenantOptions } from "./tenant/tenant.ts";
import { wireTime } from "./wire/wire-time.ts";

/** How ConnectWise Manage differs from other vendors. */
export interface ConnectWise {
  readonly tenant: Tenant;
  readonly tenantOptions: TenantOptions;
  readonly request: LoggedRequest;
  readonly edit: DataEdit;
  readonly fault: OwnFault;
  readonly settings: OwnSettings;
  readonly controls: Controls;
}

interface Controls {
  setRateLimit(limit: RateLimit | undefined): void;
  setUnknownCompany(answer: Behaviour["unknownCompany"]): void;
}

const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><title>ConnectWise Login</title></head><body><form><input name="company"></form></body></html>\n';

export function connectWise(options: SimulatorOptions, { clock, tenants }: World<ConnectWise>, limiter: RateLimiter): Vendor<ConnectWise> {
  const api: ApiState = { tenants, clientIds: options.clientIds, unknownCompany: options.unknownCompany ?? "null", clock };
  const random = seededRandom(options.seed ?? 1);
  const controls: Controls = {
    setRateLimit: (limit) => limiter.set(limit),
    setUnknownCompany: (answer) => {
      api.unknownCompany = answer;
    },
  };
  return {
    newTenant: (tenant) => new Tenant(tenant, clock),
    idOf: ({ companyId }) => companyId,
    tenantOf: (request) => tenantOf(api, request),
    logged: (received, { path }) => ({
      ...received,
      receivedAt: wireTime(clock.now()),
      path: splitApiPath(path)?.apiPath ?? path,
      requestId: random.guid(),
    }),
    admit: (_request, tenant) => limiter.admit(tenant?.companyId) ?? { leave: () => undefined },
    handle: (call) => carryOut(api, call),
    faultAnswer: (fault, request) => {
      if (fault.kind === "status") return statusAnswer(fault, clock.now());
      return fault.kind === "redirect" ? redirect(fault, request) : undefined;
    },
    edit: applyEdit,
    rowsOf: (json) => (Array.isArray(json) ? json : [json]),
    toBytes: (answer, { request, entry, tenant }) => {
      const bytes = writeAnswer(answer, request.headers["accept"], (tenant?.behaviour ?? DEFAULT_BEHAVIOUR).decimals);
      return { ...bytes, headers: { "x-cw-request-id": entry.requestId, ...bytes.headers } };
    },
    failedAnswer: (message) => jsonAnswer(500, { code: "SimulatorFault", message }),
    page: LOGIN_PAGE,
    editSchema: dataEditSchema,
    faultRuleSchema,
    settingsSchema,
    changeSettings: ({ rateLimit, unknownCompany }) => {
      if (rateLimit !== undefined) controls.setRateLimit(rateLimit ?? undefined);
      if (unknownCompany !== undefined) controls.setUnknownCompany(unknownCompany);
    },
    controls,
    routes: controlRoutes,
  };
}

function carryOut(api: ApiState, { request, entry, tenant, faults }: Call<ConnectWise>): Answer {
  const { answer, effect } = handle(api, request);
  if (effect === undefined || tenant === undefined) return answer;
  entry.effect = loggedEffect(effect);
  const lies = faults.filter((fault) => fault.kind === "false-success");
  return lies.reduce((told, lie) => tellLie({ api, request, entry, tenant, effect }, lie, told), answer);
}

function redirect({ to, status = 302 }: Extract<OwnFault, { kind: "redirect" }>, { host, url }: ApiRequest): Answer {
  const location = to === "plain-http" ? `http://${host}${url}` : to.url;
  return { status, headers: { location }, body: { kind: "none" } };
}
