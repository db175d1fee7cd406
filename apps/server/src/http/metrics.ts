import type { Meter } from "@integrations/metrics";
import type { FastifyInstance } from "fastify";

/** `/metrics` in Prometheus's text format, and the time of every request by its route. */
export function registerMetrics(app: FastifyInstance, meter: Meter): void {
  app.addHook("onResponse", (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? "none", status: String(reply.statusCode) };
    meter.observe("http_request_duration_seconds", labels, reply.elapsedTime / 1000);
    done();
  });
  app.get("/metrics", { config: { rateLimit: false } }, async (_request, reply) => {
    return await reply.type(meter.contentType).send(await meter.read());
  });
}
