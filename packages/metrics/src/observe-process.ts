import type { Meter } from "./meter.ts";

/** The part of pg's pool that is read here. */
export interface WatchedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Tells how the pool stands whenever the metrics are read. */
export function watchPool(meter: Meter, pool: WatchedPool): void {
  meter.beforeReading(() => {
    meter.set("database_pool_connections", { state: "busy" }, pool.totalCount - pool.idleCount);
    meter.set("database_pool_connections", { state: "idle" }, pool.idleCount);
    meter.set("database_pool_waiting", {}, pool.waitingCount);
  });
}

/** One exchange with a provider, as the provider kit tells it. */
export interface MeteredCall {
  readonly providerId: string;
  readonly method: string;
  readonly status: number | string;
  readonly durationMs: number;
}

export function observeProviderCall(meter: Meter, { providerId, method, status, durationMs }: MeteredCall): void {
  meter.observe("provider_call_duration_seconds", { provider: providerId, method, status: String(status) }, durationMs / 1000);
}
