import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A site in front of the simulator that knows nothing of forward-only paging. @returns its `host:port` */
export async function withoutForwardOnly(site: string): Promise<string> {
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "/", `http://${site}`);
    url.searchParams.delete("pageId");
    const { "pagination-type": _style, ...headers } = incoming.headers;
    const outgoing = forward(url, { method: incoming.method ?? "GET", headers }, (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
