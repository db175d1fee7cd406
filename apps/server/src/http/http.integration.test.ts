import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { answerOf, pushSample, testWithServer as it, type ServerFixture } from "../testing/server-fixture.ts";

const JSON_TYPE = { "content-type": "application/json" };

describe("a procedure over HTTP", () => {
  it("answers a question by GET and POST, and a change by POST", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    for (const method of ["GET", "POST"] as const) {
      expect(await server.call("integrations.list", {}, { method })).toMatchObject({
        status: 200,
        data: expect.arrayContaining([expect.objectContaining({ providerId: "connectwise-manage", status: "inactive" })]) as unknown,
      });
    }
    const headers = { authorization: `Bearer ${server.partner}` };
    expect(await answerOf(await fetch(`${server.url}/trpc/integrations.list`, { headers }))).toMatchObject({ status: 200 });
    expect(
      await answerOf(await fetch(`${server.url}/trpc/integrations.list`, { headers: { ...headers, ...JSON_TYPE }, method: "POST" })),
    ).toMatchObject({ status: 200 });
    const byGet = await server.call("connection.pause", { providerId: "connectwise-manage" }, { method: "GET" });
    expect(byGet).toMatchObject({ status: 405, error: { code: "METHOD_NOT_SUPPORTED", reason: "invalid_input" } });
  });

  it("answers several at once, but not any number", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const batch = async (count: number): Promise<Response> =>
      await fetch(`${server.url}/trpc/${Array.from({ length: count }, () => "integrations.list").join(",")}?batch=1`, {
        method: "POST",
        headers: { ...JSON_TYPE, authorization: `Bearer ${server.partner}` },
        body: "{}",
      });
    const twenty = await batch(20);
    expect(twenty.status).toBe(200);
    expect(await twenty.json()).toHaveLength(20);
    expect((await batch(21)).status).toBe(400);
    expect((await batch(60)).status).toBe(400);
  });

  it("says what is wrong with a request that is none", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const post = async (body: string | undefined, headers: Record<string, string> = JSON_TYPE, procedure = "mapping.list") =>
      await answerOf(
        await fetch(`${server.url}/trpc/${procedure}`, {
          method: "POST",
          headers: { authorization: `Bearer ${server.partner}`, ...headers },
          ...(body === undefined ? {} : { body }),
        }),
      );
    const invalid = { reason: "invalid_input" };
    expect(await post("{not json canary")).toMatchObject({ status: 400, error: invalid });
    expect((await post("{not json canary")).text).not.toContain("canary");
    expect(await post("")).toMatchObject({ status: 400, error: invalid });
    expect(await post("null")).toMatchObject({ status: 400, error: invalid });
    expect(await post("[]")).toMatchObject({ status: 400, error: invalid });
    expect(await post('"text"')).toMatchObject({ status: 400, error: invalid });
    expect(await post("[".repeat(200_000))).toMatchObject({ status: 400, error: invalid });
    expect(await post(`${'{"providerId":'.repeat(50_000)}1${"}".repeat(50_000)}`)).toMatchObject({ status: 400, error: invalid });
    expect(await post('{"__proto__":{"providerId":"connectwise-manage"}}')).toMatchObject({ status: 400, error: invalid });
    expect(await post("{}", { "content-type": "text/plain" })).toMatchObject({ status: 415, error: invalid });
    expect(await post("<a/>", { "content-type": "application/xml" })).toMatchObject({ status: 415, error: invalid });
    expect(await post(`{"providerId":"${"x".repeat(1024 * 1024)}"}`)).toMatchObject({ status: 413, error: invalid });
    expect(await post("{}", JSON_TYPE, "no.such")).toMatchObject({ status: 404, error: { reason: "not_found" } });
    expect(await post("{}", JSON_TYPE, "__proto__")).toMatchObject({ status: 404 });
    expect(await post("{}", JSON_TYPE, "constructor.name")).toMatchObject({ status: 404 });
    expect(server.log.join("")).not.toContain("canary");
  });

  it("reads large pushes from the console alone", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { platform, partner, call } = server;
    const customers = Array.from({ length: 20_000 }, (_, index) => ({ id: `n${index}`, name: "x".repeat(200) }));
    const push = { partnerId: "p1", customers };
    expect(JSON.stringify(push).length).toBeGreaterThan(4_000_000);
    expect(await call("platform.putCustomers", push, { token: platform })).toMatchObject({ status: 200, data: { count: 20_000 } });
    // The answer may come before the body is through, which then breaks off.
    const refused = async (token: string | null): Promise<number | "broken off"> =>
      await call("platform.putCustomers", push, { token }).then(
        (answer) => answer.status,
        () => "broken off" as const,
      );
    expect([403, "broken off"]).toContain(await refused(partner));
    expect([401, "broken off"]).toContain(await refused(null));
    // And before a byte of it has come, so that nobody else makes the server keep one.
    expect(await statusOfPromised(server, "/trpc/platform.putCustomers", partner)).toBe(403);
    expect(await statusOfPromised(server, "/trpc/platform.putCustomers", "nobody")).toBe(401);
    expect(await call("platform.putCustomers", { partnerId: "p1", customers: [] }, { token: partner })).toMatchObject({
      status: 403,
      error: { reason: "forbidden", path: "platform.putCustomers" },
    });
    expect(await call("platform.putQuantities", {}, { token: null })).toMatchObject({ status: 401, error: { reason: "unauthenticated" } });
  });

  it("gives every answer an id that the log knows, and no stack", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    await server.testDatabase.database.pool.query("alter table services rename to gone");
    await server.call("connection.enable", {}, {});
    await server.testDatabase.database.pool.query(
      "insert into connections (partner_id, provider_id, status, settings, secrets) values ('p1', 'connectwise-manage', 'active', '{}', 'x')",
    );
    const broken = await server.call("mapping.list", { providerId: "connectwise-manage" });
    expect(broken).toMatchObject({ status: 500, error: { reason: "internal_error", detail: "Something went wrong on our side." } });
    const requestId = broken.headers.get("x-request-id") ?? "none";
    expect(broken.error?.["requestId"]).toBe(requestId);
    expect(broken.text).not.toMatch(/stack|node_modules|\.ts:|relation/);
    const logged = server.log.filter((line) => line.includes(requestId)).join("");
    expect(logged).toContain("relation");
    expect(logged).toContain("mapping.list");
    expect((await server.call("session.me", {}, {})).headers.get("x-request-id")).not.toBe(requestId);
  });

  it("writes one line per request, without what was asked", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    await server.call("mapping.products", { providerId: "connectwise-manage", search: "canary" }, { method: "GET" });
    const lines = server.log.filter((line) => line.includes("/trpc/mapping.products"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      msg: "request",
      status: 412,
      req: { method: "GET", path: "/trpc/mapping.products" },
    });
    expect(server.log.join("")).not.toContain("canary");
    expect(server.log.join("")).not.toContain(server.partner);
  });
});

describe("limits", () => {
  it("are per person and per partner, and tighter where the provider is asked", async ({ start }) => {
    const server = await start({ env: { RATE_LIMIT_USER: "20", RATE_LIMIT_PARTNER: "25", RATE_LIMIT_CHECK: "3", RATE_LIMIT_SEARCH: "2" } });
    await pushSample(server);
    const { issuer, call } = server;
    const anna = server.partner;
    const ben = await issuer.token({ sub: "ben", role: "partner", partner_id: "p1" });
    const input = { providerId: "connectwise-manage" };
    const statuses = async (procedure: string, token: string, times: number, given: object = input): Promise<number[]> => {
      const found: number[] = [];
      for (let index = 0; index < times; index += 1) found.push((await call(procedure, given, { token })).status);
      return found;
    };
    expect(await statuses("connection.check", anna, 4)).toEqual([412, 412, 412, 429]);
    // The provider's time is the partner's, whoever asks.
    expect(await statuses("connection.check", ben, 1)).toEqual([429]);
    expect(await statuses("customers.companies", anna, 3, { ...input, search: "acme" })).toEqual([412, 412, 429]);
    const more = await statuses("connection.get", anna, 14);
    expect(more.filter((status) => status === 200)).toHaveLength(13);
    const refused = await call("connection.get", input, { token: anna });
    expect(refused).toMatchObject({ status: 429, error: { reason: "too_many_requests" } });
    expect(refused.headers.get("retry-after")).toBe("60");
    // 20 of hers and 1 of his were counted for the partner.
    expect(await statuses("connection.get", ben, 5)).toEqual([200, 200, 200, 200, 429]);
    // The console goes on, however much it pushes.
    const pushes = await statuses("platform.putPartners", server.platform, 30, { partners: [] });
    expect(new Set(pushes)).toEqual(new Set([200]));
  });

  it("count every call of a batch", async ({ start }) => {
    const server = await start({ env: { RATE_LIMIT_USER: "10" } });
    await pushSample(server);
    const response = await fetch(`${server.url}/trpc/${Array.from({ length: 12 }, () => "integrations.list").join(",")}?batch=1`, {
      method: "POST",
      headers: { ...JSON_TYPE, authorization: `Bearer ${server.partner}` },
      body: "{}",
    });
    const answers = (await response.json()) as Array<{ error?: { data: { reason: string } } }>;
    expect(answers.map((answer) => answer.error?.data.reason ?? "ok").filter((each) => each === "too_many_requests")).toHaveLength(2);
  });

  it("are per address for whoever is not known, health apart", async ({ start }) => {
    const server = await start({ env: { RATE_LIMIT_ADDRESS: "5" } });
    const statuses: number[] = [];
    for (let index = 0; index < 7; index += 1) statuses.push((await server.call("session.me", {}, { token: null })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await server.call("session.me", {}, { token: null })).toMatchObject({ error: { reason: "too_many_requests" } });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  it("believe a forwarded address only from a proxy that is named", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const { issuer, url } = server;
    const token = await issuer.token({ sub: "forwarded", role: "support" });
    const ask = async (base: string): Promise<void> => {
      const headers = { ...JSON_TYPE, authorization: `Bearer ${token}`, "x-forwarded-for": "203.0.113.9" };
      await fetch(`${base}/trpc/connection.get`, { method: "POST", headers, body: '{"partnerId":"p1","providerId":"connectwise-manage"}' });
    };
    await ask(url);
    const ips = async () =>
      (await server.testDatabase.database.db.selectFrom("audit_events").select("ip").where("actor", "=", "forwarded").execute()).map(
        (row) => row.ip,
      );
    expect(await ips()).toEqual(["127.0.0.1"]);
    const behind = await start({ env: { TRUST_PROXY: "127.0.0.1", DATABASE_URL: server.testDatabase.url, OIDC_ISSUER: issuer.url } });
    await ask(behind.url);
    expect(await ips()).toEqual(["127.0.0.1", "203.0.113.9"]);
  });
});

describe("a browser", () => {
  it("is told how little it may do", async ({ start }) => {
    const server = await start();
    const { headers } = await fetch(`${server.url}/`, { headers: { accept: "text/html" } });
    const policy = new Map(
      (headers.get("content-security-policy") ?? "").split(";").map((part): [string, string[]] => {
        const [name = "", ...sources] = part.trim().split(" ");
        return [name, sources];
      }),
    );
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("script-src")).toEqual(["'self'"]);
    expect(policy.get("style-src")).toEqual(["'self'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual(["'self'"]);
    // Where the issuer lives and where its document sends people.
    expect(policy.get("connect-src")).toEqual(["'self'", server.issuer.url, "https://login.example.com"]);
    expect(JSON.stringify([...policy])).not.toMatch(/unsafe|\*|data:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("of another site gets nothing", async ({ start }) => {
    const server = await start();
    const origin = { origin: "https://evil.example" };
    const preflight = await fetch(`${server.url}/trpc/session.me`, {
      method: "OPTIONS",
      headers: { ...origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
    expect(preflight.status).toBe(404);
    for (const path of ["/trpc/session.me", "/config.json", "/healthz", "/metrics"]) {
      const { headers } = await fetch(`${server.url}${path}`, { headers: origin });
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });

  it("learns where to sign in", async ({ start }) => {
    const server = await start({ env: { OIDC_CLIENT_ID: "my-console" } });
    const response = await fetch(`${server.url}/config.json`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      oidc: {
        issuer: server.issuer.url,
        clientId: "my-console",
        scope: "openid profile offline_access integrations",
        audience: "integrations-api",
      },
    });
  });
});

describe("the web UI", () => {
  it("is served where it was built, with its pages at their addresses", async ({ start }) => {
    const dist = mkdtempSync(join(tmpdir(), "web-dist-"));
    mkdirSync(join(dist, "assets"));
    writeFileSync(join(dist, "index.html"), "<!doctype html><title>Console</title>");
    writeFileSync(join(dist, "assets", "app-abc123.js"), "export {};");
    const server = await start({ webDist: dist });
    const html = { accept: "text/html,application/xhtml+xml" };
    const get = (path: string, headers: Record<string, string> = html) => fetch(`${server.url}${path}`, { headers });
    for (const path of ["/", "/integrations/connectwise-manage/mapping?tab=1", "/sign-in/callback?code=x", "/index.html"]) {
      const page = await get(path);
      expect([path, page.status, page.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
      expect(await page.text()).toContain("<title>Console</title>");
      expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    }
    const asset = await get("/assets/app-abc123.js", {});
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(asset.headers.get("content-type")).toContain("javascript");
    // What is no page is not pretended to be one.
    for (const [path, headers] of [
      ["/assets/gone.js", html],
      ["/trpc/no.such", html],
      ["/favicon.ico", {}],
    ] as const) {
      expect((await get(path, headers)).status).toBe(404);
    }
    for (const path of ["/..%2f..%2fpackage.json", "/assets/..%2f..%2f..%2fpackage.json", "/%2e%2e/%2e%2e/package.json", "/assets/%00"]) {
      expect(await (await get(path, {})).text()).not.toContain("integrations-platform");
    }
    rmSync(dist, { recursive: true });
  });

  it("is not there where it was not built", async ({ start }) => {
    const server = await start();
    const answer = await answerOf(await fetch(`${server.url}/`, { headers: { accept: "text/html" } }));
    expect(answer).toMatchObject({ status: 404, error: { reason: "not_found" } });
    expect((await fetch(`${server.url}/%zz`)).status).toBe(400);
  });
});

describe("health", () => {
  it("is ready with a database of this code's schema, and alive without", async ({ start }) => {
    const server = await start();
    const ready = async () => {
      const response = await fetch(`${server.url}/readyz`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: "ready" }]);
    const { pool } = server.testDatabase.database;
    await pool.query("insert into kysely_migration (name, timestamp) values ('9999', '')");
    expect(await ready()).toEqual([503, { status: "not ready", problem: "The database was migrated by a newer version." }]);
    await pool.query("delete from kysely_migration");
    expect(await ready()).toEqual([503, { status: "not ready", problem: "The database is not migrated: run pnpm migrate." }]);
    const astray = await start({ env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" } });
    expect((await fetch(`${astray.url}/healthz`)).status).toBe(200);
    const response = await fetch(`${astray.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { status: "not ready", problem: "The database cannot be reached." }]);
    expect(await astray.call("session.me")).toMatchObject({ status: 500, error: { reason: "internal_error" } });
  });

  it("has figures", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    await server.call("session.me");
    await server.call("session.me", {}, { token: null });
    await server.call(`made.up`, {});
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('api_calls_total{procedure="session.me",code="ok"} 1');
    expect(metrics).toContain('api_calls_total{procedure="session.me",code="UNAUTHORIZED"} 1');
    expect(metrics).toContain('api_calls_total{procedure="unknown",code="NOT_FOUND"} 1');
    expect(metrics).toMatch(/http_request_duration_seconds_count\{method="POST",route="\/trpc\/:path",status="200"\} 1/);
    expect(metrics).toContain("process_cpu_seconds_total");
  });
});

describe("a server that is asked to stop", () => {
  it("answers what is under way first", async ({ start }) => {
    const server: ServerFixture = await start();
    await pushSample(server);
    const hold = server.simulator.faults.hold({ match: { method: "GET" } });
    const config = { companyId: "harborline", publicKey: "x", privateKey: "y", useCustomSite: false };
    const pending = server.call("connection.check", { providerId: "connectwise-manage", config });
    const held = await hold.next();
    const closing = server.close();
    hold.remove();
    held.release();
    expect((await pending).status).toBe(200);
    await closing;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow("fetch failed");
  });

  it("breaks off what somebody no longer waits for", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const hold = server.simulator.faults.hold({ match: { method: "GET" } });
    const config = { companyId: "harborline", publicKey: "x", privateKey: "y", useCustomSite: false };
    const { hostname, port } = new URL(server.url);
    const request = httpRequest({
      hostname,
      port,
      path: "/trpc/connection.check",
      method: "POST",
      headers: { ...JSON_TYPE, authorization: `Bearer ${server.partner}` },
    });
    request.on("error", () => undefined);
    request.end(JSON.stringify({ providerId: "connectwise-manage", config }));
    await hold.next();
    request.destroy();
    await expect.poll(() => server.simulator.requests.list().some((each) => each.outcome === "left"), { timeout: 10_000 }).toBe(true);
    hold.remove();
  });
});

/** How a body of 8 MB is answered that was told of and is never sent; 0 where the server waits for it. */
async function statusOfPromised({ url }: ServerFixture, path: string, token: string): Promise<number> {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${token}`, "content-length": "8000000" };
  return await new Promise((resolve) => {
    const request = httpRequest(`${url}${path}`, { method: "POST", headers, timeout: 3000 }, (response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(0));
    request.flushHeaders();
  });
}
