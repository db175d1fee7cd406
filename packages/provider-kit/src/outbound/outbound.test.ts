import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { ProviderError, type ProviderRequest } from "@integrations/core";
import { afterEach, describe, expect, it } from "vitest";
import { selfSigned } from "../testing/self-signed.ts";
import { createOutbound, type Outbound, type OutboundOptions } from "./outbound.ts";

const closers: Array<() => Promise<unknown> | void> = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function outboundWith(options: OutboundOptions): Outbound {
  const outbound = createOutbound(options);
  closers.push(() => outbound.close());
  return outbound;
}

async function listen(server: Server | TcpServer, host = "127.0.0.1"): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  closers.push(async () => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

/** A plain HTTP server of the allow list, and a fetch that may speak to it. */
async function listedServer(
  listener: RequestListener,
  limits: OutboundOptions["limits"] = {},
): Promise<{ site: string; outbound: Outbound }> {
  const port = await listen(createServer(listener));
  const site = `127.0.0.1:${port}`;
  return { site, outbound: outboundWith({ allow: [site], limits }) };
}

function request(changes: Partial<ProviderRequest> = {}): ProviderRequest {
  return { method: "GET", headers: {}, signal: new AbortController().signal, timeoutMs: 5_000, ...changes };
}

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error("It did not fail."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

describe("the outbound fetch", () => {
  it("brings back status, headers in lower case and the body as text", async () => {
    const { site, outbound } = await listedServer((_request, response) => {
      response.writeHead(201, { "X-CW-Request-Id": "abc", "Content-Type": "application/json" }).end('{"name":"Bücher 🎉"}');
    });
    const answer = await outbound.fetch(`https://${site}/x`, request());
    expect(answer).toMatchObject({ status: 201, body: '{"name":"Bücher 🎉"}', headers: { "x-cw-request-id": "abc" } });
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("undoes %s", async (encoding, compress) => {
    const { site, outbound } = await listedServer((incoming, response) => {
      expect(incoming.headers["accept-encoding"]).toContain(encoding);
      response.writeHead(200, { "content-encoding": encoding }).end(compress("many words"));
    });
    expect((await outbound.fetch(`https://${site}/x`, request())).body).toBe("many words");
  });

  it("hands a redirect back and follows it nowhere", async () => {
    const paths: Array<string | undefined> = [];
    const { site, outbound } = await listedServer((incoming, response) => {
      paths.push(incoming.url);
      response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
    });
    expect((await outbound.fetch(`https://${site}/x`, request())).status).toBe(302);
    expect(paths).toEqual(["/x"]);
  });

  it("refuses an answer that is too large", async () => {
    const { site, outbound } = await listedServer(
      (_request, response) => {
        response.end("x".repeat(2_000));
      },
      { maxAnswerBytes: 1_000 },
    );
    expect(await failureOf(outbound.fetch(`https://${site}/x`, request()))).toMatchObject({ code: "invalid_response", effect: "none" });
  });

  it("refuses a small answer that becomes too large when it is decompressed", async () => {
    const { site, outbound } = await listedServer(
      (_request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(1_000_000)));
      },
      { maxAnswerBytes: 10_000 },
    );
    expect(await failureOf(outbound.fetch(`https://${site}/x`, request()))).toMatchObject({ code: "invalid_response" });
  });

  it.each(["compress", "gzip, gzip", "zstd"])("refuses the encoding %j, which was not asked for", async (encoding) => {
    const { site, outbound } = await listedServer((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end("x");
    });
    expect(await failureOf(outbound.fetch(`https://${site}/x`, request()))).toMatchObject({ code: "invalid_response" });
  });

  it("refuses more header bytes than it takes", async () => {
    const { site, outbound } = await listedServer(
      (_request, response) => {
        response.writeHead(200, { "x-long": "x".repeat(10_000) }).end();
      },
      { maxHeaderBytes: 4_096 },
    );
    expect(await failureOf(outbound.fetch(`https://${site}/x`, request({ method: "POST" })))).toMatchObject({
      code: "invalid_response",
      effect: "unknown",
    });
  });

  it("gives up on an answer whose headers do not come, and on one whose body does not end", async () => {
    const { site, outbound } = await listedServer((incoming, response) => {
      if (incoming.url === "/body") response.writeHead(200).write("a");
    });
    for (const path of ["/headers", "/body"]) {
      const error = await failureOf(outbound.fetch(`https://${site}${path}`, request({ timeoutMs: 100 })));
      expect(error).toMatchObject({ code: "timeout", effect: "none", retryable: true });
    }
  });

  it("says of a write whose answer does not come that its effect is unknown", async () => {
    const { site, outbound } = await listedServer(() => undefined);
    const error = await failureOf(outbound.fetch(`https://${site}/x`, request({ method: "PATCH", body: "[]", timeoutMs: 100 })));
    expect(error).toMatchObject({ code: "timeout", effect: "unknown" });
  });

  it("says of a write whose connection breaks that its effect is unknown", async () => {
    const { site, outbound } = await listedServer((incoming) => {
      incoming.socket.resetAndDestroy();
    });
    const error = await failureOf(outbound.fetch(`https://${site}/x`, request({ method: "POST", body: "{}" })));
    expect(error).toMatchObject({ code: "unavailable", effect: "unknown" });
  });

  it("says of a write where nobody answered that it did nothing", async () => {
    const outbound = outboundWith({ allow: ["127.0.0.1:1"] });
    const error = await failureOf(outbound.fetch("https://127.0.0.1:1/x", request({ method: "POST", body: "{}" })));
    expect(error).toMatchObject({ code: "unavailable", effect: "none", message: "No connection came about (ECONNREFUSED)." });
  });

  it("throws the caller's own abort as it is", async () => {
    const { site, outbound } = await listedServer(() => undefined);
    const controller = new AbortController();
    const reason = new Error("The run was cancelled.");
    const promise = outbound.fetch(`https://${site}/x`, request({ signal: controller.signal }));
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
  });

  it("calls bytes that are no HTTP an answer that cannot be understood, and keeps them out of the error", async () => {
    const port = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.end("SSH-2.0-secret-banner\r\n"));
      }),
    );
    const outbound = outboundWith({ allow: [`127.0.0.1:${port}`] });
    const error = await failureOf(outbound.fetch(`https://127.0.0.1:${port}/x`, request()));
    expect(error.code).toBe("invalid_response");
    expect(JSON.stringify([error.message, error.detail, error.context, { ...(error.cause as Error) }])).not.toContain("secret-banner");
  });
});

describe("who the outbound fetch speaks to", () => {
  it.each(["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1", "64:ff9b::a00:1", "not an address"])(
    "is nobody whose name resolves to %s",
    async (address) => {
      const outbound = outboundWith({ allow: [], resolver: async () => [{ address, family: address.includes(":") ? 6 : 4 }] });
      const error = await failureOf(outbound.fetch("https://psa.example.com/x", request()));
      expect(error).toMatchObject({ code: "rejected", reason: "site_not_allowed", retryable: false, effect: "none" });
    },
  );

  it("is nobody with one private address among public ones", async () => {
    const outbound = outboundWith({
      allow: [],
      resolver: async () => [
        { address: "8.8.8.8", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ],
    });
    expect(await failureOf(outbound.fetch("https://psa.example.com/x", request()))).toMatchObject({ reason: "site_not_allowed" });
  });

  it("is nobody whose name does not resolve", async () => {
    for (const resolver of [async () => [], async () => Promise.reject(new Error("ENOTFOUND"))]) {
      const outbound = outboundWith({ allow: [], resolver });
      expect(await failureOf(outbound.fetch("https://psa.example.com/x", request()))).toMatchObject({
        code: "unavailable",
        effect: "none",
      });
    }
  });

  it("is not asked a name server for where the host is refused by its spelling", async () => {
    const asked: string[] = [];
    const outbound = outboundWith({
      allow: [],
      resolver: async (hostname) => {
        asked.push(hostname);
        return [];
      },
    });
    await failureOf(outbound.fetch("https://metadata.google.internal/x", request()));
    await failureOf(outbound.fetch("https://2130706433/x", request()));
    expect(asked).toEqual([]);
  });

  it("is never a private server reached by its address, even where it listens", async () => {
    let connections = 0;
    const port = await listen(
      createTcpServer((socket) => {
        connections += 1;
        socket.destroy();
      }),
    );
    const outbound = outboundWith({ allow: [`127.0.0.1:${port}`] });
    await failureOf(outbound.fetch(`https://127.0.0.1:${port}/x`, request()));
    expect(connections).toBe(1);
    await failureOf(outboundWith({ allow: [] }).fetch(`https://127.0.0.1:${port}/x`, request()));
    expect(connections).toBe(1);
  });

  it("must be unlocked for private addresses by name too", async () => {
    const port = await listen(createServer((_request, response) => response.end("here")));
    const resolver = async (): Promise<Array<{ address: string; family: 4 }>> => [{ address: "127.0.0.1", family: 4 }];
    const outbound = outboundWith({ allow: [`simulator.example.com:${port}`], resolver });
    expect((await outbound.fetch(`https://simulator.example.com:${port}/x`, request())).body).toBe("here");
    expect(await failureOf(outbound.fetch("https://other.example.com/x", request()))).toMatchObject({ reason: "site_not_allowed" });
  });
});

describe("TLS", () => {
  it("is not spoken to a listed host: its port answers in plain HTTP or not at all", async () => {
    const { key, certificate } = selfSigned(["localhost"]);
    const port = await listen(createTlsServer({ key, cert: certificate }, (_request, response) => response.end("x")));
    const outbound = outboundWith({ allow: [`localhost:${port}`] });
    const error = await failureOf(outbound.fetch(`https://localhost:${port}/x`, request()));
    expect(["unavailable", "invalid_response"]).toContain(error.code);
  });
});
