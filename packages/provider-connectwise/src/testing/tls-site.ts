import { once } from "node:events";
import { request as forward } from "node:http";
import { createServer } from "node:https";
import { OUTBOUND_PORTS } from "@integrations/provider-kit";
import type { SelfSigned } from "@integrations/provider-kit/testing";
import { onTestFinished } from "vitest";

export interface TlsSite {
  /** Loopback address that stands in for a public one. */
  readonly address: string;
  readonly port: number;
  /** Requests that came in over TLS. */
  received(): number;
}

/** HTTPS in front of the simulator, on a port the platform speaks to, as a partner's own server has it. */
export async function tlsSite(simulatorSite: string, tls: SelfSigned): Promise<TlsSite> {
  let received = 0;
  const server = createServer({ key: tls.key, cert: tls.certificate }, (incoming, response) => {
    received += 1;
    const outgoing = forward(
      new URL(incoming.url ?? "/", `http://${simulatorSite}`),
      { method: incoming.method ?? "GET", headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(outgoing);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // An address of this process alone, since the ports are few.
  const address = `127.77.${(process.pid >> 8) & 255}.${1 + (process.pid % 254)}`;
  for (const port of OUTBOUND_PORTS.filter((each) => each > 1024)) {
    server.listen(port, address);
    const [outcome] = await Promise.race([once(server, "listening").then(() => ["ok"]), once(server, "error").then(() => ["taken"])]);
    if (outcome === "ok") return { address, port, received: () => received };
  }
  throw new Error("Every port the platform speaks to is taken.");
}
