import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProviderContext } from "@integrations/core";
import { afterEach, describe, expect, it } from "vitest";
import { createTestLogger } from "../testing/test-logger.ts";
import { createTestMemory } from "../testing/test-memory.ts";
import { createProviderRuntime, type ObservedCall, type ProviderRuntime } from "./provider-runtime.ts";

const closers: Array<() => Promise<unknown> | void> = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function server(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  closers.push(() => {
    made.closeAllConnections();
    made.close();
  });
  return `127.0.0.1:${(made.address() as AddressInfo).port}`;
}

function contextOf(runtime: ProviderRuntime, connectionId: string, secrets: readonly string[] = []): ProviderContext<{ clientId: string }> {
  return runtime.contextFor({
    provider: { id: "some-provider" },
    environment: { clientId: "x" },
    connection: { id: connectionId, memory: createTestMemory({ region: "eu" }), secrets, limits: { concurrency: 2 } },
    signal: new AbortController().signal,
    patience: "background",
  });
}

const GET = { method: "GET", headers: {}, signal: new AbortController().signal, timeoutMs: 5_000 } as const;

describe("a session's context", () => {
  it("speaks to the listed site, tells every exchange, and keeps secrets out of the log", async () => {
    const site = await server((incoming, response) => {
      if (incoming.url === "/reset") incoming.socket.destroy();
      else response.writeHead(incoming.url === "/no" ? 404 : 200).end("hello");
    });
    const calls: ObservedCall[] = [];
    const logger = createTestLogger();
    const runtime = createProviderRuntime({ outboundAllow: [site], logger, onCall: (call) => void calls.push(call) });
    closers.push(() => runtime.close());
    const context = contextOf(runtime, "c1", ["hunter2hunter2"]);

    expect((await context.fetch(`https://${site}/x`, GET)).body).toBe("hello");
    await context.fetch(`https://${site}/no`, GET);
    await expect(context.fetch(`https://${site}/reset`, GET)).rejects.toMatchObject({ code: "unavailable" });
    await expect(context.fetch("https://10.0.0.1/x", GET)).rejects.toMatchObject({ reason: "site_not_allowed" });
    await expect(context.fetch(`https://${site}/x`, { ...GET, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
    expect(calls.map(({ status }) => status)).toEqual([200, 404, "unavailable", "rejected", "aborted"]);
    expect(calls.every((call) => call.providerId === "some-provider" && call.connectionId === "c1" && call.durationMs >= 0)).toBe(true);

    context.logger.info({ key: "hunter2hunter2" }, "used hunter2hunter2");
    expect(logger.lines).toEqual([
      { level: "info", fields: { provider: "some-provider", connectionId: "c1", key: "[redacted]" }, message: "used [redacted]" },
    ]);
    expect(await context.memory.read()).toEqual({ region: "eu" });
    expect(context.environment).toEqual({ clientId: "x" });
    expect(context.limits).toEqual({ concurrency: 2 });
  });

  it("shares the count of calls per site with every other session of the process", async () => {
    const runtime = createProviderRuntime({ outboundAllow: [], logger: createTestLogger() });
    closers.push(() => runtime.close());
    const limits = { concurrency: 1, callsPerWindow: 10, windowMs: 1_000 };
    const first = contextOf(runtime, "c1").limiter("psa.example.com", limits);
    const second = contextOf(runtime, "c2").limiter("psa.example.com", limits);
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const signal = new AbortController().signal;
    const one = first.run(async () => {
      await gate.promise;
      order.push("first");
    }, signal);
    const other = second.run(async () => void order.push("second"), signal);
    gate.resolve();
    await Promise.all([one, other]);
    expect(order).toEqual(["first", "second"]);
  });

  it("breaks off what is under way when the process closes it", async () => {
    const reached = Promise.withResolvers<void>();
    const site = await server(() => reached.resolve());
    const runtime = createProviderRuntime({ outboundAllow: [site], logger: createTestLogger() });
    const pending = contextOf(runtime, "c1").fetch(`https://${site}/x`, GET);
    const failed = pending.catch((error: unknown) => error);
    await reached.promise;
    await runtime.close();
    expect(await failed).toMatchObject({ code: "unavailable" });
  });

  it("is not made at all over an allow list that cannot be read", () => {
    expect(() => createProviderRuntime({ outboundAllow: ["http://localhost"], logger: createTestLogger() })).toThrow("http://localhost");
  });
});
