import type { FaultRuleData, Moment } from "../faults/fault.ts";
import type { HeldRequest } from "../faults/hold-places.ts";
import type { LoggedRequest } from "../server/logged-request.ts";
import type { RequestFilter } from "../server/request-log.ts";
import type { DataEdit } from "../store/data-edit.ts";
import type { AdditionRecord, AgreementRecord, CompanyRecord, ProductRecord } from "../store/records.ts";
import type { AgreementView, FaultCounts, NewTenant, Settings, SimulatorState } from "./control-schemas.ts";

/** A simulator in another process. Every call throws an Error with the simulator's sentence where it refuses. */
export interface SimulatorControl {
  state(): Promise<SimulatorState>;
  set(settings: Settings): Promise<SimulatorState>;
  addTenant(tenant: NewTenant): Promise<void>;
  /** What a person does, one edit after the other. @returns the record each left, or null */
  edit(companyId: string, ...edits: DataEdit[]): Promise<unknown[]>;
  lines(companyId: string, agreementId?: number): Promise<AdditionRecord[]>;
  agreements(companyId: string, ofCompany?: number): Promise<Array<AgreementRecord & AgreementView>>;
  products(companyId: string): Promise<ProductRecord[]>;
  companies(companyId: string): Promise<CompanyRecord[]>;
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
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const result: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refuses ${method} ${path}: ${(result as { error: string }).error}`);
    return result as Result;
  };
  const ofTenant = (companyId: string, path: string): string => `/tenants/${encodeURIComponent(companyId)}${path}`;
  const injected = (id: number): RemoteFault => ({
    id,
    counts: () => call("GET", `/faults/${id}`),
    remove: () => call("DELETE", `/faults/${id}`),
  });
  return {
    state: () => call("GET", ""),
    set: (settings) => call("PATCH", "/settings", settings),
    addTenant: (tenant) => call("POST", "/tenants", tenant),
    edit: (companyId, ...edits) => call("POST", ofTenant(companyId, "/edits"), edits),
    lines: (companyId, agreementId) =>
      call("GET", ofTenant(companyId, `/lines${agreementId === undefined ? "" : `?agreementId=${agreementId}`}`)),
    agreements: (companyId, ofCompany) =>
      call("GET", ofTenant(companyId, `/agreements${ofCompany === undefined ? "" : `?companyId=${ofCompany}`}`)),
    products: (companyId) => call("GET", ofTenant(companyId, "/products")),
    companies: (companyId) => call("GET", ofTenant(companyId, "/companies")),
    inject: async (rule) => injected((await call<FaultCounts>("POST", "/faults", rule)).id),
    hold: async ({ at, ...rule }) => {
      const { id } = await call<FaultCounts>("POST", "/faults", { ...rule, fault: { kind: "hold", at: at ?? "before" } });
      const next = async (timeoutMs = 30_000): Promise<RemoteHeldRequest | undefined> => {
        const held = await call<Omit<HeldRequest, "release"> | null>("POST", `/faults/${id}/next-hold?timeoutMs=${timeoutMs}`);
        return held === null ? undefined : { ...held, release: (how = "go-on") => call("POST", `/holds/${held.id}/release`, { how }) };
      };
      return { ...injected(id), next };
    },
    clearFaults: () => call("DELETE", "/faults"),
    requests: async (filter = {}) => (await call<{ requests: LoggedRequest[] }>("GET", `/requests?${filterQuery(filter)}`)).requests,
    clearRequests: () => call("DELETE", "/requests"),
  };
}

function filterQuery({ method, path, tenant, after }: RequestFilter): string {
  const query = new URLSearchParams();
  for (const name of method === undefined ? [] : [method].flat()) query.append("method", name);
  if (path !== undefined) query.set("path", path);
  if (tenant !== undefined) query.set("tenant", tenant);
  if (after !== undefined) query.set("after", String(after));
  return query.toString();
}
