import type { ApiState } from "./api/handle.ts";
import { AdjustableClock, systemClock, type SimulatorClock } from "./clock.ts";
import { startControl, type ControlServer } from "./control/control-server.ts";
import { sampleTenant } from "./dataset/sample-tenant.ts";
import { FaultBook } from "./faults/fault-book.ts";
import { seededRandom } from "./random.ts";
import { toBytes } from "./server/bytes.ts";
import { exchange, failedAnswer } from "./server/exchange.ts";
import { Listener } from "./server/listener.ts";
import { RateLimiter, type RateLimit } from "./server/rate-limiter.ts";
import { RequestLog } from "./server/request-log.ts";
import { sendBytes } from "./server/send.ts";
import type { ServerParts } from "./server/server-parts.ts";
import type { PersonEdits } from "./store/person-edits.ts";
import type { Behaviour } from "./tenant/behaviour.ts";
import { Tenant, type TenantOptions } from "./tenant/tenant.ts";

export interface SimulatorOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Port of the control API; absent = a free one, false = no control API. */
  readonly controlPort?: number | false;
  /** Seed of request ids and the like. */
  readonly seed?: number;
  /** The time of statuses, default dates, `Retry-After` dates and rate limit windows. */
  readonly clock?: SimulatorClock;
  /** Waited before each request is worked on. */
  readonly latencyMs?: number;
  /** Accepted `clientId` values; absent = any GUID. */
  readonly clientIds?: readonly string[];
  /** Absent = the sample tenant alone. */
  readonly tenants?: readonly TenantOptions[];
  /** How discovery answers for a company id nobody has. */
  readonly unknownCompany?: Behaviour["unknownCompany"];
  readonly rateLimit?: RateLimit;
  /** How many requests the log keeps at least; 50,000 where absent. */
  readonly keepRequests?: number;
}

/** A ConnectWise Manage that runs, seen from the process it runs in. */
export interface Simulator {
  /** `127.0.0.1:PORT`, as a partner would write it. */
  readonly site: string;
  readonly url: string;
  /** Undefined where there is no control API. */
  readonly controlUrl: string | undefined;
  /** The data of the first tenant. */
  readonly data: PersonEdits;
  /** The tenant with this login company id, or the first one. @throws Error where there is none */
  tenant(companyId?: string): Tenant;
  tenants(): readonly Tenant[];
  addTenant(options: TenantOptions): Tenant;
  readonly faults: FaultBook;
  readonly requests: RequestLog;
  readonly clock: AdjustableClock;
  setLatency(latencyMs: number): void;
  setRateLimit(limit: RateLimit | undefined): void;
  setUnknownCompany(answer: Behaviour["unknownCompany"]): void;
  readonly listening: boolean;
  /** Breaks all connections and refuses new ones, until it listens again on the same port. */
  stopListening(): Promise<void>;
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a ConnectWise Manage on loopback. Data, members, faults and behaviour can be changed while it runs. */
export async function startConnectWiseSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new AdjustableClock(options.clock ?? systemClock);
  const tenants = new Map<string, Tenant>();
  const addTenant = (tenantOptions: TenantOptions): Tenant => {
    const tenant = new Tenant(tenantOptions, clock);
    tenants.set(tenant.companyId, tenant);
    return tenant;
  };
  for (const tenant of options.tenants ?? [sampleTenant({ today: clock.now() })]) addTenant(tenant);

  const api: ApiState = { tenants, clientIds: options.clientIds, unknownCompany: options.unknownCompany ?? "null", clock };
  const closing = new AbortController();
  const parts: ServerParts = {
    api,
    faults: new FaultBook(),
    log: new RequestLog(options.keepRequests ?? 50_000),
    // Not the adjustable clock: a jump of the time must not empty or fill the window.
    limiter: new RateLimiter(options.clock ?? systemClock, options.rateLimit),
    random: seededRandom(options.seed ?? 1),
    latencyMs: options.latencyMs ?? 0,
    closing: closing.signal,
    goDown: (forMs) => {
      void listener.close();
      if (forMs !== undefined) setTimeout(() => closing.signal.aborted || void listener.open(), forMs).unref();
    },
  };
  const listener = new Listener(options.host ?? "127.0.0.1", options.port ?? 0, (request, response) => {
    exchange(parts, request, response).catch((error: unknown) =>
      // The caller may have gone in the middle of its request; else the simulator is at fault and says so.
      sendBytes(response, toBytes(failedAnswer(error).answer, undefined, "shortest"), "none", closing.signal),
    );
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
    tenant: (companyId) => {
      const tenant = companyId === undefined ? tenants.values().next().value : tenants.get(companyId);
      if (tenant === undefined) throw new Error(`The simulator has no tenant ${companyId ?? ""}.`);
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
    setRateLimit: (limit) => parts.limiter.set(limit),
    setUnknownCompany: (answer) => {
      api.unknownCompany = answer;
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
