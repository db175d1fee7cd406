import { AdjustableClock, systemClock, type SimulatorClock } from "../clock.ts";
import { startControl, type ControlServer } from "../control/control-server.ts";
import { sharedRoutes } from "../control/shared-routes.ts";
import { FaultBook } from "../faults/fault-book.ts";
import { RequestLog } from "../log/request-log.ts";
import { Listener } from "../wire/listener.ts";
import { exchange } from "./exchange.ts";
import type { FaultOf, Kind, RunningSimulator, ServerParts, SharedSimulator, Vendor } from "./vendor.ts";

export interface SharedOptions<TenantOptions> {
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Port of the control API; absent = a free one, false = no control API. */
  readonly controlPort?: number | false;
  /** The time of everything that has one. */
  readonly clock?: SimulatorClock;
  /** Waited before each request is worked on. */
  readonly latencyMs?: number;
  /** Absent = the sample tenant alone. */
  readonly tenants?: readonly TenantOptions[];
  /** How many requests the log keeps at least; 50,000 where absent. */
  readonly keepRequests?: number;
}

/** What a vendor is built upon. */
export interface World<K extends Kind> {
  readonly clock: AdjustableClock;
  /** By their names. */
  readonly tenants: ReadonlyMap<string, K["tenant"]>;
}

/**
 * Starts a vendor's system on loopback. Data, faults and behaviour can be changed while it runs.
 * @param vendorIn the vendor in this world
 * @param sample the tenants there are where none are named
 */
export async function startSimulator<K extends Kind>(
  options: SharedOptions<K["tenantOptions"]>,
  vendorIn: (world: World<K>) => Vendor<K>,
  sample: (today: Date) => ReadonlyArray<K["tenantOptions"]>,
): Promise<RunningSimulator<K>> {
  const clock = new AdjustableClock(options.clock ?? systemClock);
  const tenants = new Map<string, K["tenant"]>();
  const vendor = vendorIn({ clock, tenants });
  const addTenant = (tenantOptions: K["tenantOptions"]): K["tenant"] => {
    const tenant = vendor.newTenant(tenantOptions);
    tenants.set(vendor.idOf(tenant), tenant);
    return tenant;
  };
  for (const tenant of options.tenants ?? sample(clock.now())) addTenant(tenant);

  const closing = new AbortController();
  const parts: ServerParts<K> = {
    vendor,
    tenants,
    clock,
    faults: new FaultBook<FaultOf<K>, K["request"]>(vendor.faultRuleSchema),
    log: new RequestLog(options.keepRequests ?? 50_000),
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
  const shared: SharedSimulator<K> = {
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
      return shared.tenant().data;
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
  const simulator = Object.assign(shared, vendor.controls);
  if (options.controlPort !== false) {
    control = await startControl({ ...sharedRoutes(simulator, vendor), ...vendor.routes(simulator) }, options.controlPort ?? 0);
  }
  return simulator;
}
