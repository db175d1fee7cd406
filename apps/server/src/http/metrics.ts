import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  /** One call of a procedure; `code` is `ok` or tRPC's. */
  countCall(procedure: string, code: string): void;
  /** One exchange with a provider. */
  observeProviderCall(call: {
    readonly providerId: string;
    readonly method: string;
    readonly status: number | string;
    readonly durationMs: number;
  }): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: "api_calls_total",
    help: "Calls of API procedures by how they ended.",
    labelNames: ["procedure", "code"],
    registers: [registry],
  });
  const provider = new Histogram({
    name: "provider_call_duration_seconds",
    help: "Exchanges with providers.",
    labelNames: ["provider", "method", "status"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  return {
    registry,
    countCall: (procedure, code) => calls.inc({ procedure, code }),
    observeProviderCall: ({ providerId, method, status, durationMs }) =>
      provider.observe({ provider: providerId, method, status: String(status) }, durationMs / 1000),
  };
}

/** `/metrics` in Prometheus's text format, and the time of every request by its route. */
export function registerMetrics(app: FastifyInstance, { registry }: Metrics): void {
  const requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "HTTP requests by route and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30],
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? "none", status: String(reply.statusCode) };
    requests.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  app.get("/metrics", { config: { rateLimit: false } }, async (_request, reply) => {
    return await reply.type(registry.contentType).send(await registry.metrics());
  });
}
