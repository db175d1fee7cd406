import type { FaultRuleData, Moment } from "../faults/fault.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { LoggedRequest } from "../server/logged-request.ts";
import type { RequestFilter } from "../server/request-log.ts";
import type { DataEdit } from "../store/data-edit.ts";
import type { LineView } from "../store/person-edits.ts";
import type { CompanyRecord, ContractRecord, ItemRecord, UnitsRecord } from "../store/records.ts";
import type { FaultCounts, NewTenant, Settings, SimulatorState, TenantChanges } from "./control-schemas.ts";

/** A simulator in another process. Every call throws an Error with the simulator's sentence where it refuses. */
export interface SimulatorControl {
  state(): Promise<SimulatorState>;
  set(settings: Settings): Promise<SimulatorState>;
  addTenant(tenant: NewTenant): Promise<void>;
  changeTenant(id: string, changes: TenantChanges): Promise<void>;
  /** What a person does, one edit after the other. @returns the record each left, or null */
  edit(tenant: string, ...edits: DataEdit[]): Promise<unknown[]>;
  lines(tenant: string, contractID: number): Promise<Array<LineView & { readonly units: readonly UnitsRecord[] }>>;
  contracts(tenant: string): Promise<ContractRecord[]>;
  services(tenant: string): Promise<ItemRecord[]>;
  companies(tenant: string): Promise<CompanyRecord[]>;
  inject(rule: FaultRuleData): Promise<RemoteFault>;
  /** Makes the requests that match stand still. */
  hold(rule: Omit<FaultRuleData, "fault"> & { readonly at?: Moment }): Promise<RemoteHoldingFault>;
  clearFaults(): Promise<void>;
  requests(filter?: RequestFilter): Promise<LoggedRequest[]>;
  clearRequests(): Promise<void>;
}

export interface RemoteFault {
  readonly id: number;
  counts(): Promise<FaultCounts>;
  remove(): Promise<void>;
}

export interface RemoteHoldingFault extends RemoteFault {
  /** The next request that stands still because of this; undefined where there is none in time. */
  next(timeoutMs?: number): Promise<RemoteHeldRequest | undefined>;
}

export interface RemoteHeldRequest extends Omit<HeldRequest, "release"> {
  release(how?: "go-on" | "drop"): Promise<void>;
}

/** @param url the simulator's `controlUrl` */
export function connectSimulatorControl(url: string): SimulatorControl {
  const call = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${url}${path}`, { method, ...sent });
    const result: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refuses ${method} ${path}: ${(result as { error: string }).error}`);
    return result as Result;
  };
  const tenant = (id: string, path = ""): string => `/tenants/${encodeURIComponent(id)}${path}`;
  const fault = (id: number): RemoteFault => ({
    id,
    counts: () => call("GET", `/faults/${id}`),
    remove: () => call("DELETE", `/faults/${id}`),
  });
  const inject = async (rule: FaultRuleData): Promise<RemoteFault> => fault((await call<FaultCounts>("POST", "/faults", rule)).id);
  return {
    state: () => call("GET", ""),
    set: (settings) => call("PATCH", "/settings", settings),
    addTenant: (options) => call("POST", "/tenants", options),
    changeTenant: (id, changes) => call("PATCH", tenant(id), changes),
    edit: (id, ...edits) => call("POST", tenant(id, "/edits"), edits),
    lines: (id, contractID) => call("GET", tenant(id, `/lines?contractID=${contractID}`)),
    contracts: (id) => call("GET", tenant(id, "/contracts")),
    services: (id) => call("GET", tenant(id, "/services")),
    companies: (id) => call("GET", tenant(id, "/companies")),
    inject,
    hold: async ({ at, ...rule }) => {
      const held = await inject({ ...rule, fault: { kind: "hold", at: at ?? "before" } });
      return { ...held, next: (timeoutMs = 30_000) => nextHeld(call, held.id, timeoutMs) };
    },
    clearFaults: () => call("DELETE", "/faults"),
    requests: async (filter = {}) => (await call<{ requests: LoggedRequest[] }>("GET", `/requests?${filterQuery(filter)}`)).requests,
    clearRequests: () => call("DELETE", "/requests"),
  };
}

type Call = <Result>(method: string, path: string, body?: unknown) => Promise<Result>;

async function nextHeld(call: Call, ruleId: number, timeoutMs: number): Promise<RemoteHeldRequest | undefined> {
  const held = await call<Omit<HeldRequest, "release"> | null>("POST", `/faults/${ruleId}/next-hold?timeoutMs=${timeoutMs}`);
  return held === null ? undefined : { ...held, release: (how = "go-on") => call("POST", `/holds/${held.id}/release`, { how }) };
}

function filterQuery({ method, path, tenant, isWrite, after }: RequestFilter): string {
  const query = new URLSearchParams();
  for (const name of method === undefined ? [] : [method].flat()) query.append("method", name);
  if (path !== undefined) query.set("path", path);
  if (tenant !== undefined) query.set("tenant", tenant);
  if (isWrite !== undefined) query.set("isWrite", String(isWrite));
  if (after !== undefined) query.set("after", String(after));
  return query.toString();
}
