import type { ApiState } from "./api/handle.ts";
import { AdjustableClock, systemClock, type SimulatorClock } from "./clock.ts";
import { startControl, type ControlServer } from "./control/control-server.ts";
import { sampleTenant } from "./dataset/sample-tenant.ts";
import { FaultBook } from "./faults/fault-book.ts";
import { exchange } from "./server/exchange.ts";
import { Limits } from "./server/limits.ts";
import { Listener } from "./server/listener.ts";
import { RequestLog } from "./server/request-log.ts";
import type { ServerParts } from "./server/server-parts.ts";
import type { PersonEdits } from "./store/person-edits.ts";
import { Tenant, type TenantOptions } from "./tenant/tenant.ts";

export interface SimulatorOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Port of the control API; absent = a free one, false = no control API. */
  readonly controlPort?: number | false;
  /** The time of read lag, hourly counts and dates that are left out. */
  readonly clock?: SimulatorClock;
  /** Waited before each request is worked on. */
  readonly latencyMs?: number;
  /** Absent = the sample tenant alone. */
  readonly tenants?: readonly TenantOptions[];
  /** How many requests the log keeps at least; 50,000 where absent. */
  readonly keepRequests?: number;
}

/** An Autotask PSA that runs, seen from the process it runs in. One address is discovery and every zone. */
export interface Simulator {
  /** `127.0.0.1:PORT`. */
  readonly site: string;
  readonly url: string;
  /** Undefined where there is no control API. */
  readonly controlUrl: string | undefined;
  /** The data of the first tenant. */
  readonly data: PersonEdits;
  /** The tenant of this name, or the first one. @throws Error where there is none */
  tenant(id?: string): Tenant;
  tenants(): readonly Tenant[];
  addTenant(options: TenantOptions): Tenant;
  readonly faults: FaultBook;
  readonly requests: RequestLog;
  readonly clock: AdjustableClock;
  setLatency(latencyMs: number): void;
  readonly listening: boolean;
  /** Breaks all connections and refuses new ones, until it listens again on the same port. */
  stopListening(): Promise<void>;
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an Autotask PSA on loopback. Data, users, faults and behaviour can be changed while it runs. */
export async function startAutotaskSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new AdjustableClock(options.clock ?? systemClock);
  const limits = new Limits(clock);
  const tenants = new Map<string, Tenant>();
  const addTenant = (tenantOptions: TenantOptions): Tenant => {
    const tenant = new Tenant(tenantOptions, clock);
    tenants.set(tenant.id, tenant);
    return tenant;
  };
  for (const tenant of options.tenants ?? [sampleTenant({ today: clock.now() })]) addTenant(tenant);

  const api: ApiState = { tenants, clock, requestsOf: (tenant) => limits.requestsOf(tenant) };
  const closing = new AbortController();
  const parts: ServerParts = {
    api,
    faults: new FaultBook(),
    log: new RequestLog(options.keepRequests ?? 50_000),
    limits,
    latencyMs: options.latencyMs ?? 0,
    closing: closing.signal,
    goDown: (forMs) => {
      void listener.close();
      if (forMs !== undefined) setTimeout(() => closing.signal.aborted || void listener.open(), forMs).unref();
    },
  };
  const listener = new Listener(options.host ?? "127.0.0.1", options.port ?? 0, (request, response) => {
    // The caller may have gone in the middle of its request.
    exchange(parts, request, response).catch(() => request.socket.destroy());
  });
  await listener.open();

  let control: ControlServer | undefined;
  const simulator: Simulator = {
    get site() {
      return `${listener.host}:${listener.port}`;
    },
    get url() {
      return `http://${listener.host}:${listener.port}`;
    },
    get controlUrl() {
      return control?.url;
    },
    get data() {
      return simulator.tenant().data;
    },
    tenant: (id) => {
      const tenant = id === undefined ? tenants.values().next().value : tenants.get(id);
      if (tenant === undefined) throw new Error(`The simulator has no tenant ${id ?? ""}.`);
      return tenant;
    },
    tenants: () => [...tenants.values()],
    addTenant,
    faults: parts.faults,
    requests: parts.log,
    clock,
    setLatency: (latencyMs) => {
      parts.latencyMs = latencyMs;
    },
    get listening() {
      return listener.listening;
    },
    stopListening: () => listener.close(),
    startListening: () => listener.open(),
    close: async () => {
      closing.abort();
      await listener.close();
      await control?.close();
    },
  };
  if (options.controlPort !== false) control = await startControl(simulator, options.controlPort ?? 0);
  return simulator;
}
