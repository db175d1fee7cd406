import { type Answer, type ApiRequest, jsonAnswer, Refusal, type SimulatorClock } from "@integrations/simulator-kit";
import type { Kind } from "../store/records.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { findEntity } from "../wire/entities.ts";
import { serverAnswer } from "./answer.ts";
import { apiPathOf, segmentsOf } from "./api-request.ts";
import { authenticate, tenantOfUser, type Caller } from "./authenticate.ts";
import { entityFields, entityInformation } from "./entity-information.ts";
import type { Handled } from "./handled.ts";
import { countEntity, queryEntity, readById, wrongVerb, type EntityCall } from "./query-entity.ts";
import { createAdjustment, createLine, type LineWrite } from "./write-line.ts";
import { zoneInformation } from "./zone-information.ts";

export interface ApiState {
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly clock: SimulatorClock;
  /** Requests of the last hour in the tenant's database. */
  readonly requestsOf: (tenant: Tenant) => number;
}

type Write = (write: LineWrite) => Handled;

/** Children of a contract that are written, and the roots that take the same (V, C). */
const WRITES: Readonly<Record<string, readonly [Write, Kind]>> = {
  "contracts/serviceadjustments": [createAdjustment, "service"],
  contractserviceadjustments: [createAdjustment, "service"],
  "contracts/servicebundleadjustments": [createAdjustment, "bundle"],
  contractservicebundleadjustments: [createAdjustment, "bundle"],
  "contracts/services": [createLine, "service"],
  "contracts/servicebundles": [createLine, "bundle"],
};

const NOT_THERE = "No HTTP resource was found that matches the request URI.";

/** Answers a request as Autotask does. Looks at nothing but the request and the tenants; faults come around it. */
export function handle(state: ApiState, request: ApiRequest): Handled {
  try {
    return route(state, request);
  } catch (error) {
    if (error instanceof Refusal) return { answer: error.answer };
    throw error;
  }
}

/** Whose keys a request bears, or whom it asks about: not yet a proof. */
export function tenantOf(state: ApiState, { headers, query }: ApiRequest): Tenant | undefined {
  return tenantOfUser(state.tenants, headers["username"] ?? query.get("user") ?? "");
}

function route(state: ApiState, request: ApiRequest): Handled {
  if (apiPathOf(request.path)?.toLowerCase() === "/versioninformation")
    return { answer: jsonAnswer(200, { apiVersions: ["V1.0", "V2.0"] }) };
  const segments = segmentsOf(request.path);
  const [first = "", second, ...rest] = segments ?? [];
  if (segments === undefined || first === "") return { answer: serverAnswer(404, NOT_THERE) };
  if (first.toLowerCase() === "zoneinformation") return { answer: read(request, () => zoneInformation(state.tenants, request)) };

  const caller = authenticate(state.tenants, request);
  if (first.toLowerCase() === "thresholdinformation") return { answer: read(request, () => threshold(state, caller.tenant)) };
  const write = writeOf(first, second, rest);
  if (write !== undefined) return send(write, request, caller, second);
  const entity = findEntity(first);
  if (entity === undefined) return { answer: serverAnswer(404, NOT_THERE) };
  return { answer: ofEntity({ entity, caller, request, now: state.clock.now() }, second, rest) };
}

function writeOf(first: string, second: string | undefined, rest: readonly string[]): readonly [Write, Kind] | undefined {
  if (second === undefined) return WRITES[first.toLowerCase()];
  return rest.length === 1 && /^\d+$/.test(second) ? WRITES[`${first}/${rest[0] ?? ""}`.toLowerCase()] : undefined;
}

function send([write, kind]: readonly [Write, Kind], request: ApiRequest, caller: Caller, contractId: string | undefined): Handled {
  if (request.method !== "POST") return { answer: wrongVerb(request.method) };
  return write({ kind, caller, body: request.body, contractId: contractId === undefined ? undefined : Number(contractId) });
}

function ofEntity(call: EntityCall, second: string | undefined, rest: readonly string[]): Answer {
  const { entity, caller, request } = call;
  const below = [second ?? "", ...rest].join("/").toLowerCase();
  switch (below) {
    case "entityinformation":
      return read(request, () => entityInformation(entity, caller.user));
    case "entityinformation/fields":
      return read(request, () => entityFields(entity));
    case "query":
      return isQuery(request) ? queryEntity(call) : wrongVerb(request.method);
    case "query/next":
      return isQuery(request) ? queryEntity(call, request.query.get("paging") ?? "") : wrongVerb(request.method);
    case "query/count":
      return isQuery(request) ? countEntity(call) : wrongVerb(request.method);
    default:
      if (!/^\d+$/.test(below)) return serverAnswer(404, NOT_THERE);
      return read(request, () => readById(call, below));
  }
}

function isQuery({ method }: ApiRequest): boolean {
  return method === "GET" || method === "POST";
}

function read({ method }: ApiRequest, answer: () => Answer): Answer {
  return method === "GET" ? answer() : wrongVerb(method);
}

function threshold(state: ApiState, tenant: Tenant): Answer {
  return jsonAnswer(200, {
    externalRequestThreshold: tenant.requestThreshold,
    requestThresholdTimeframe: 60,
    currentTimeframeRequestCount: state.requestsOf(tenant),
  });
}
