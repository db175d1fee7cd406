import type { AnyFault, FaultRuleData } from "../faults/fault-rule.ts";
import type { Moment } from "../faults/fault.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { LoggedRequest } from "../log/logged-request.ts";
import type { RequestFilter } from "../log/request-log.ts";
import type { FaultCounts, SimulatorState } from "./control-schemas.ts";

/** What a client of one vendor's control API sends and gets. */
export interface ControlTypes {
  readonly settings: unknown;
  readonly newTenant: unknown;
  readonly edit: unknown;
  readonly fault: AnyFault;
  readonly request: LoggedRequest;
}

/** The part of a simulator in another process that all have. Every call throws an Error with the simulator's sentence where it refuses. */
export interface SharedControl<T extends ControlTypes> {
  state(): Promise<SimulatorState>;
  set(settings: T["settings"]): Promise<SimulatorState>;
  addTenant(tenant: T["newTenant"]): Promise<void>;
  /** What a person does, one edit after the other. @returns the record each left, or null */
  edit(tenant: string, ...edits: ReadonlyArray<T["edit"]>): Promise<unknown[]>;
  inject(rule: FaultRuleData<T["fault"]>): Promise<RemoteFault>;
  /** Makes the requests that match stand still. */
  hold(rule: Omit<FaultRuleData<T["fault"]>, "fault"> & { readonly at?: Moment }): Promise<RemoteHoldingFault<T["request"]>>;
  clearFaults(): Promise<void>;
  requests(filter?: RequestFilter): Promise<Array<T["request"]>>;
  clearRequests(): Promise<void>;
}

export interface RemoteFault {
  readonly id: number;
  counts(): Promise<FaultCounts>;
  remove(): Promise<void>;
}

export interface RemoteHoldingFault<Request extends LoggedRequest> extends RemoteFault {
  /** The next request that stands still because of this; undefined where there is none in time. */
  next(timeoutMs?: number): Promise<RemoteHeldRequest<Request> | undefined>;
}

export interface RemoteHeldRequest<Request extends LoggedRequest> extends Omit<HeldRequest<Request>, "release"> {
  release(how?: "go-on" | "drop"): Promise<void>;
}

/** A call of the control API. @param path below `/_control` */
export type ControlCaller = <Result>(method: string, path: string, body?: unknown) => Promise<Result>;

/** @param url the simulator's `controlUrl` */
export function controlCaller(url: string): ControlCaller {
  return async <Result>(method: string, path: string, body?: unknown): Promise<Result> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${url}${path}`, { method, ...sent });
    const result: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refuses ${method} ${path}: ${(result as { error: string }).error}`);
    return result as Result;
  };
}

/** @param path below the tenant, with its slash */
export function ofTenant(id: string, path = ""): string {
  return `/tenants/${encodeURIComponent(id)}${path}`;
}

export function sharedControl<T extends ControlTypes>(call: ControlCaller): SharedControl<T> {
  const fault = (id: number): RemoteFault => ({
    id,
    counts: () => call("GET", `/faults/${id}`),
    remove: () => call("DELETE", `/faults/${id}`),
  });
  const inject = async (rule: unknown): Promise<RemoteFault> => fault((await call<FaultCounts>("POST", "/faults", rule)).id);
  return {
    state: () => call("GET", ""),
    set: (settings) => call("PATCH", "/settings", settings),
    addTenant: (tenant) => call("POST", "/tenants", tenant),
    edit: (tenant, ...edits) => call("POST", ofTenant(tenant, "/edits"), edits),
    inject,
    hold: async ({ at, ...rule }) => {
      const held = await inject({ ...rule, fault: { kind: "hold", at: at ?? "before" } });
      return { ...held, next: (timeoutMs = 30_000) => nextHeld(call, held.id, timeoutMs) };
    },
    clearFaults: () => call("DELETE", "/faults"),
    requests: async (filter = {}) => (await call<{ requests: Array<T["request"]> }>("GET", `/requests?${filterQuery(filter)}`)).requests,
    clearRequests: () => call("DELETE", "/requests"),
  };
}

async function nextHeld<Request extends LoggedRequest>(
  call: ControlCaller,
  ruleId: number,
  timeoutMs: number,
): Promise<RemoteHeldRequest<Request> | undefined> {
  const held = await call<Omit<HeldRequest<Request>, "release"> | null>("POST", `/faults/${ruleId}/next-hold?timeoutMs=${timeoutMs}`);
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
