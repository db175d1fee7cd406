import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Meter } from "@integrations/metrics";

export interface MetricsListener {
  /** Where it listens, such as `http://127.0.0.1:9100`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `/metrics` in Prometheus's text format and `/healthz`, for machines of the own network: nobody is asked who they are, and
 * nothing is told that names a partner.
 */
export async function startMetricsListener(meter: Meter, { port, host }: { port: number; host: string }): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    answer(meter, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(port, host);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(meter: Meter, { method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = url?.split("?", 1)[0];
  if (method !== "GET" && method !== "HEAD") return send(response, 405, "text/plain", "Only GET is answered here.\n");
  if (path === "/healthz") return send(response, 200, "application/json", '{"status":"ok"}');
  if (path === "/metrics") return send(response, 200, meter.contentType, await meter.read());
  return send(response, 404, "text/plain", "There are /metrics and /healthz here.\n");
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store", "x-content-type-options": "nosniff" });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
