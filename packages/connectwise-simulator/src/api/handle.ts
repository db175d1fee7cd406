import { type Answer, type ApiRequest, Refusal, type SimulatorClock } from "@integrations/simulator-kit";
import { DEFAULT_BEHAVIOUR, type Behaviour } from "../tenant/behaviour.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { htmlAnswer } from "./answer.ts";
import { pathSegments, splitApiPath } from "./api-request.ts";
import { claimedTenant, findMember, readBasic } from "./authenticate.ts";
import type { CallContext, Handled } from "./call-context.ts";
import { discover } from "./discovery.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { badClientId, badCredentials, methodNotAllowed, noEndpoint, urlTooLong } from "./refusals.ts";

/** What the API knows. */
export interface ApiState {
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** Accepted `clientId` values; undefined = any GUID. */
  readonly clientIds: readonly string[] | undefined;
  /** How discovery answers for a company id nobody has. */
  unknownCompany: Behaviour["unknownCompany"];
  readonly clock: SimulatorClock;
}

/** The longest URL, scheme and host included (FACTS section 2, V). */
const MAX_URL_LENGTH = 2000;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Answers a request as ConnectWise would; its effect, if any, has happened when this returns. */
export function handle(state: ApiState, request: ApiRequest): Handled {
  try {
    return route(state, request);
  } catch (error) {
    if (error instanceof Refusal) return { answer: error.answer };
    throw error;
  }
}

/** The tenant a request speaks to or asks about, as far as it can be told before it is checked. */
export function tenantOf(state: ApiState, request: ApiRequest): Tenant | undefined {
  const companyId = discoveredCompany(request.path);
  if (companyId !== undefined) return state.tenants.get(companyId);
  return claimedTenant(state.tenants, readBasic(request.headers["authorization"]));
}

function route(state: ApiState, request: ApiRequest): Handled {
  const tenant = tenantOf(state, request);
  if (`http://${request.host}${request.url}`.length > MAX_URL_LENGTH) throw urlTooLong((tenant?.behaviour ?? DEFAULT_BEHAVIOUR).longUrl);
  const companyId = discoveredCompany(request.path);
  if (companyId !== undefined && request.method === "GET") return { answer: discover(tenant, request.host, state.unknownCompany) };
  const split = splitApiPath(request.path);
  if (split === undefined) return { answer: websitePage(request) };
  return callEndpoint(identify(state, request, tenant, split.codebase), split.apiPath);
}

function discoveredCompany(path: string): string | undefined {
  const [login, companyInfo, companyId, ...more] = pathSegments(path) ?? [];
  return login === "login" && companyInfo === "companyinfo" && more.length === 0 && companyId !== "" ? companyId : undefined;
}

/** Beside the API there is the site for people. */
function websitePage({ path }: ApiRequest): Answer {
  return path === "/" ? htmlAnswer(200, "ConnectWise Login") : htmlAnswer(404, "404 - Not Found");
}

/** @throws Refusal: 400 for the clientId, 401 for the keys, 404 for the codebase */
function identify(state: ApiState, request: ApiRequest, tenant: Tenant | undefined, codebase: string): CallContext {
  const behaviour = tenant?.behaviour ?? DEFAULT_BEHAVIOUR;
  const clientId = request.headers["clientid"] ?? "";
  const known = state.clientIds === undefined ? GUID.test(clientId) : state.clientIds.includes(clientId);
  if (!known) throw badClientId(behaviour.badClientId);
  if (tenant !== undefined && codebase !== tenant.codebase) throw noEndpoint();
  const credentials = readBasic(request.headers["authorization"]);
  const member = tenant === undefined || credentials === undefined ? undefined : findMember(tenant, credentials);
  if (tenant === undefined || member === undefined) throw badCredentials(behaviour.badCredentials);
  return {
    request,
    tenant,
    member,
    wire: { store: tenant.store, behaviour, apiUrl: `http://${request.host}/${codebase}apis/3.0`, now: state.clock.now() },
  };
}

function callEndpoint(call: CallContext, apiPath: string): Handled {
  const segments = pathSegments(apiPath.replace(/\/$/, ""));
  for (const endpoint of segments === undefined ? [] : ENDPOINTS) {
    const parts = matchParts(endpoint.path.split("/").slice(1), segments ?? []);
    if (parts === undefined) continue;
    const method = Object.hasOwn(endpoint.methods, call.request.method) ? endpoint.methods[call.request.method] : undefined;
    if (method === undefined) throw methodNotAllowed();
    return method(call, ...parts);
  }
  throw noEndpoint();
}

function matchParts(pattern: readonly string[], segments: readonly string[]): string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parts: string[] = [];
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (wanted === "*") parts.push(segment);
    else if (wanted !== segment) return undefined;
  }
  return parts;
}
