import { createSocket, type Socket } from "node:dgram";
import { Resolver as DnsResolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { selfSigned, type SelfSigned } from "../testing/self-signed.ts";
import { connectFailureOf } from "./outbound-error.ts";
import { pinnedConnector, type ConnectorOptions } from "./pinned-connector.ts";
import type { Resolver } from "./resolver.ts";

/** Stands in for the internet: here this address is public, and 127.0.0.1 is what must not be reached. */
const PUBLIC = "127.0.0.2";
const PRIVATE = "127.0.0.1";
const isPublic = (address: string): boolean => address === PUBLIC;

const closers: Array<() => Promise<unknown> | void> = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

describe("a connection", () => {
  it("goes to the address that was judged, and never to what the name server says the second time", async () => {
    const tls = selfSigned(["rebind.example.com"]);
    const server = await tlsServer(tls, PUBLIC);
    const intruded = await trap(PRIVATE, server.port);
    const dns = await nameServer([PUBLIC, PRIVATE]);
    const agent = agentWith({ resolver: dns.resolver, ca: [tls.certificate] });

    const first = await get(agent, `https://rebind.example.com:${server.port}`);
    expect(first).toBe(`hello from ${PUBLIC}`);
    expect(dns.asked()).toBe(1);
    // On the same connection there is nothing to look up.
    await get(agent, `https://rebind.example.com:${server.port}`);
    expect(dns.asked()).toBe(1);

    server.server.closeAllConnections();
    await expect.poll(() => server.open()).toBe(0);
    const error = await get(agent, `https://rebind.example.com:${server.port}`).catch((reason: unknown) => reason);
    expect(connectFailureOf(error)?.kind).toBe("refused");
    expect(dns.asked()).toBe(2);
    expect(intruded()).toBe(0);
  });

  it("is closed at once where it led elsewhere than its address said", async () => {
    const tls = selfSigned(["psa.example.com"]);
    const server = await tlsServer(tls, PUBLIC);
    let judged = 0;
    const agent = agentWith({
      resolver: async () => [{ address: PUBLIC, family: 4 }],
      ca: [tls.certificate],
      // Accepts what was resolved, and no longer what the socket is connected to.
      isPublic: () => (judged += 1) === 1,
    });
    const error = await get(agent, `https://psa.example.com:${server.port}`).catch((reason: unknown) => reason);
    expect(connectFailureOf(error)?.kind).toBe("refused");
    expect(server.answered()).toBe(0);
  });

  it("is refused where the certificate is not trusted", async () => {
    const server = await tlsServer(selfSigned(["psa.example.com"]), PUBLIC);
    const agent = agentWith({ resolver: async () => [{ address: PUBLIC, family: 4 }], ca: [] });
    const error = await get(agent, `https://psa.example.com:${server.port}`).catch((reason: unknown) => reason);
    expect(connectFailureOf(error)?.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(server.answered()).toBe(0);
  });

  it("is refused where a trusted certificate names another host", async () => {
    const tls = selfSigned(["other.example.com"]);
    const server = await tlsServer(tls, PUBLIC);
    const agent = agentWith({ resolver: async () => [{ address: PUBLIC, family: 4 }], ca: [tls.certificate] });
    const error = await get(agent, `https://psa.example.com:${server.port}`).catch((reason: unknown) => reason);
    expect(connectFailureOf(error)?.message).toBe("The certificate of psa.example.com is for another host name.");
    expect(server.answered()).toBe(0);
  });

  it("is given up where the name server stays silent", async () => {
    const agent = agentWith({ resolver: () => new Promise(() => undefined), ca: [], timeoutMs: 50 });
    const error = await get(agent, "https://psa.example.com:8443").catch((reason: unknown) => reason);
    expect(connectFailureOf(error)?.kind).toBe("unreachable");
  });
});

function agentWith(options: Omit<ConnectorOptions, "timeoutMs"> & { readonly timeoutMs?: number }): Agent {
  const agent = new Agent({ connections: 1, connect: pinnedConnector({ timeoutMs: 5_000, isPublic, ...options }) });
  closers.push(() => agent.destroy());
  return agent;
}

async function get(agent: Agent, origin: string): Promise<string> {
  const answer = await agent.request({ origin, path: "/", method: "GET" });
  return answer.body.text();
}

interface TestServer {
  readonly server: Server;
  readonly port: number;
  open(): number;
  answered(): number;
}

async function tlsServer(tls: SelfSigned, host: string): Promise<TestServer> {
  let open = 0;
  let answered = 0;
  const server = createServer({ key: tls.key, cert: tls.certificate }, (_request, response) => {
    answered += 1;
    response.end(`hello from ${host}`);
  });
  server.on("connection", (socket) => {
    open += 1;
    socket.on("close", () => {
      open -= 1;
    });
  });
  server.listen(0, host);
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port, open: () => open, answered: () => answered };
}

/** Counts who comes in where nobody should. */
async function trap(host: string, port: number): Promise<() => number> {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(port, host);
  await once(server, "listening");
  closers.push(() => void server.close());
  return () => connections;
}

interface NameServer {
  readonly resolver: Resolver;
  /** Names resolved over the wire so far. */
  asked(): number;
}

/** A real name server on the loopback: answers each question with the next address, and goes on with the last. */
async function nameServer(addresses: readonly string[]): Promise<NameServer> {
  let asked = 0;
  const socket: Socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const address = addresses[Math.min(asked, addresses.length - 1)] ?? PRIVATE;
    asked += 1;
    socket.send(dnsAnswer(question, address), from.port, from.address);
  });
  socket.bind(0, PRIVATE);
  await once(socket, "listening");
  closers.push(() => void socket.close());
  const dns = new DnsResolver({ timeout: 2_000, tries: 1 });
  dns.setServers([`${PRIVATE}:${socket.address().port}`]);
  return {
    resolver: async (hostname) => (await dns.resolve4(hostname)).map((address) => ({ address, family: 4 })),
    asked: () => asked,
  };
}

/** The question repeated, with one A record that is good for no time at all. */
function dnsAnswer(question: Buffer, address: string): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 6);
  header.fill(0, 8, 12);
  let end = 12;
  while ((question[end] ?? 0) !== 0) end += (question[end] ?? 0) + 1;
  const name = question.subarray(12, end + 5);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([header, name, record]);
}
