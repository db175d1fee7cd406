import { ProviderError, type ProviderContext, type ProviderRequest, type ProviderResponse, type SiteLimits } from "@integrations/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { createSiteLimiters } from "../limits/site-limiters.ts";
import { createTestClock, type TestClock } from "../testing/test-clock.ts";
import type { HttpCall } from "./http-call.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { readJson } from "./read-json.ts";

const LIMITS: SiteLimits = { concurrency: 5, callsPerWindow: 1_000, windowMs: 60_000 };
const SECRET = "sEcRetKey0123456789";

type Answer = Partial<ProviderResponse> | ProviderError | Error | ((request: ProviderRequest) => Promise<ProviderResponse>);

interface Scene {
  readonly client: HttpClient;
  readonly clock: TestClock;
  readonly requests: Array<{ readonly url: string; readonly request: ProviderRequest }>;
  /** Whose limits each call asked for. */
  readonly limited: string[];
  readonly lines: Array<Readonly<Record<string, unknown>>>;
  readonly controller: AbortController;
}

/** A client whose site gives these answers in turn, and the last one for ever. */
function scene(answers: readonly Answer[], options: { patience?: ProviderContext["patience"]; random?: () => number } = {}): Scene {
  const clock = createTestClock({ auto: true });
  const limiters = createSiteLimiters(clock);
  const requests: Scene["requests"] = [];
  const limited: string[] = [];
  const lines: Scene["lines"] = [];
  const controller = new AbortController();
  const context: ProviderContext = {
    fetch: async (url, request) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {};
      requests.push({ url, request });
      if (answer instanceof Error) throw answer;
      if (typeof answer === "function") return answer(request);
      return { status: 200, headers: {}, body: "{}", ...answer };
    },
    clock,
    logger: { debug: (fields) => void lines.push(fields), info: () => undefined, warn: () => undefined },
    signal: controller.signal,
    environment: undefined,
    limiter: (site, limits) => {
      limited.push(site);
      return limiters.limiterFor(site, "connection", limits);
    },
    limits: {},
    memory: { read: async () => undefined, write: async () => undefined },
    patience: options.patience ?? "background",
  };
  const client = createHttpClient({
    context,
    limits: LIMITS,
    secrets: [SECRET],
    requestIdHeader: "x-request-id",
    random: options.random ?? (() => 0.5),
  });
  return { client, clock, requests, limited, lines, controller };
}

const NAME = readJson(z.object({ name: z.string() }), "a name");

function get(changes: Partial<HttpCall<unknown>> = {}): HttpCall<unknown> {
  return { method: "GET", site: "psa.example.com", path: "/things?q=x", headers: {}, read: (answer) => answer.status, ...changes };
}

const POST: Partial<HttpCall<unknown>> = { method: "POST", body: "{}" };
const PATCH: Partial<HttpCall<unknown>> = { method: "PATCH", body: "[]", idempotent: true };

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error("It did not fail."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

const reset = (): ProviderError => new ProviderError({ code: "unavailable", message: "reset", effect: "unknown" });
const unreachable = (): ProviderError => new ProviderError({ code: "unavailable", message: "refused" });

describe("a call", () => {
  it("goes to the site in HTTPS and gives what the reader makes of the answer", async () => {
    const { client, requests } = scene([{ body: '{"name":"x","more":1}' }]);
    expect(await client.call(get({ read: NAME }))).toEqual({ name: "x" });
    expect(requests.map(({ url }) => url)).toEqual(["https://psa.example.com/things?q=x"]);
    expect(requests[0]?.request.timeoutMs).toBe(25_000);
  });

  it.each([
    [301, "invalid_response", false],
    [400, "rejected", false],
    [401, "credentials_refused", false],
    [403, "permission_missing", false],
    [404, "not_found", false],
    [409, "conflict", false],
    [415, "rejected", false],
    [429, "rate_limited", true],
    [500, "unavailable", true],
    [503, "unavailable", true],
    [504, "timeout", true],
    [101, "invalid_response", false],
  ] as const)("answered %d is %s", async (status, code, retryable) => {
    const { client, requests } = scene([{ status, body: "said something" }]);
    expect(await failure(client.call(get()))).toMatchObject({
      code,
      retryable,
      effect: "none",
      context: { status, tries: retryable ? 10 : 1 },
    });
    expect(requests).toHaveLength(retryable ? 10 : 1);
  });

  it("counts for the site, or for whose limits it is said to count", async () => {
    const { client, limited } = scene([{}]);
    await client.call(get());
    await client.call(get({ limitedAs: "psa.example.com account 7" }));
    expect(limited).toEqual(["psa.example.com", "psa.example.com account 7"]);
  });

  it("says where a redirect led without following it", async () => {
    const { client, requests } = scene([{ status: 302, headers: { location: "http://evil.example/x" } }]);
    const error = await failure(client.call(get(POST)));
    expect(error.detail).toBe("The site answered with a redirect to evil.example, which is not followed.");
    expect(error.effect).toBe("unknown");
    expect(requests).toHaveLength(1);
  });
});

describe("trying again", () => {
  it("waits longer each time, up to the cap, and at most ten tries for a job in the background", async () => {
    const { client, clock, requests } = scene([{ status: 503 }]);
    await failure(client.call(get()));
    expect(requests).toHaveLength(10);
    expect(clock.sleeps).toEqual([150, 300, 600, 1_200, 2_400, 4_800, 9_600, 15_000, 15_000]);
  });

  it("is short for somebody who waits at a screen", async () => {
    const { client, clock, requests } = scene([{ status: 503 }], { patience: "interactive" });
    await failure(client.call(get()));
    expect(requests).toHaveLength(3);
    expect(clock.sleeps).toEqual([50, 100]);
  });

  it("gets through as soon as the trouble is over", async () => {
    const { client, requests } = scene([{ status: 500 }, reset(), { body: "{cut" }, { body: '{"name":"x"}' }]);
    expect(await client.call(get({ read: NAME }))).toEqual({ name: "x" });
    expect(requests).toHaveLength(4);
  });

  it("waits as long as Retry-After asks, and lets nobody else through meanwhile", async () => {
    const { client, clock, requests } = scene([{ status: 429, headers: { "retry-after": "30" } }, {}]);
    const beganAt = clock.now().getTime();
    await Promise.all([client.call(get()), client.call(get({ site: "other.example.com" }))]);
    await client.call(get());
    expect(clock.now().getTime() - beganAt).toBe(30_000);
    expect(requests.map(({ url }) => new URL(url).host)).toEqual([
      "psa.example.com",
      "other.example.com",
      "psa.example.com",
      "psa.example.com",
    ]);
  });

  it("backs off where a 429 names no time", async () => {
    const { client, clock } = scene([{ status: 429, body: "<html>slow down</html>" }, {}]);
    await client.call(get());
    expect(clock.sleeps).toEqual([150]);
  });

  it("takes the time from a verdict where the provider tells it in its text", async () => {
    const { client, clock } = scene([{ status: 429 }, {}]);
    await client.call(get({ classify: () => ({ code: "rate_limited", message: "slow", retryAfterMs: 7_000 }) }));
    expect(clock.sleeps).toEqual([7_000]);
  });

  it("stops where the wait would be longer than a person has patience", async () => {
    const { client, clock, requests } = scene([{ status: 429, headers: { "retry-after": "60" } }], { patience: "interactive" });
    expect(await failure(client.call(get()))).toMatchObject({ code: "rate_limited", effect: "none" });
    expect(requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it("ends after ten minutes in all", async () => {
    const { client, requests } = scene([{ status: 503, headers: { "retry-after": "130" } }]);
    await failure(client.call(get()));
    expect(requests).toHaveLength(5);
  });

  it("does not queue for ever for somebody who waits at a screen", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const slow = Promise.withResolvers<ProviderResponse>();
    const { client, requests } = scene([async () => slow.promise], { patience: "interactive" });
    const underWay = Array.from({ length: LIMITS.concurrency }, () => client.call(get()));
    const queued = failure(client.call(get(POST)));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await queued).toMatchObject({ code: "rate_limited", effect: "none" });
    slow.resolve({ status: 200, headers: {}, body: "" });
    expect(await Promise.all(underWay)).toEqual([200, 200, 200, 200, 200]);
    expect(requests).toHaveLength(LIMITS.concurrency);
  });

  it("stops at a lower bound of tries", async () => {
    const { client, requests } = scene([{ status: 503 }]);
    await failure(client.call(get({ maxTries: 2 })));
    expect(requests).toHaveLength(2);
  });

  it("stops at once when the session is aborted while it waits", async () => {
    const made: Scene = scene([
      async () => {
        made.controller.abort(new Error("cancelled"));
        throw reset();
      },
    ]);
    await expect(made.client.call(get())).rejects.toThrow("cancelled");
    expect(made.requests).toHaveLength(1);
  });
});

describe("a write", () => {
  it.each([
    ["a reset", reset()],
    ["a timeout", new ProviderError({ code: "timeout", message: "late", effect: "unknown" })],
    ["a fault", { status: 500 }],
    ["a gateway's fault", { status: 502 }],
    ["an answer that cannot be read", { status: 201, body: "<html>maintenance</html>" }],
    ["an empty answer", { status: 201, body: "" }],
  ])("that is not idempotent is never sent again after %s, and its effect is unknown", async (_what, answer) => {
    const { client, requests } = scene([answer]);
    expect(await failure(client.call(get({ ...POST, read: NAME })))).toMatchObject({ effect: "unknown" });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["nobody answered", unreachable()],
    ["it was too many", { status: 429 }],
  ])("that is not idempotent is sent again where %s", async (_what, answer) => {
    const { client, requests } = scene([answer, answer, { body: '{"name":"x"}' }]);
    await client.call(get({ ...POST, read: NAME }));
    expect(requests).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409, 415, 429])("that is answered %d certainly did nothing", async (status) => {
    const { client } = scene([{ status }]);
    expect(await failure(client.call(get(POST)))).toMatchObject({ effect: "none" });
  });

  it("that is idempotent is sent again after a lost answer", async () => {
    const { client, requests } = scene([reset(), { status: 500 }, { body: "{" }, { body: '{"name":"x"}' }]);
    await client.call(get({ ...PATCH, read: NAME }));
    expect(requests).toHaveLength(4);
  });

  it("keeps the doubt of an earlier try, whatever the last one says", async () => {
    for (const last of [{ status: 404 }, { status: 401 }, unreachable()]) {
      const { client } = scene([reset(), last]);
      expect(await failure(client.call(get(PATCH)))).toMatchObject({ effect: "unknown" });
    }
  });

  it("does nothing by a provider's own word where a verdict says so", async () => {
    const { client, requests } = scene([{ status: 500, body: '{"errors":["effectiveDate must be between"]}' }]);
    const call = get({ ...POST, classify: () => ({ code: "rejected", message: "refused", effect: "none" }) });
    expect(await failure(client.call(call))).toMatchObject({ code: "rejected", effect: "none", retryable: false });
    expect(requests).toHaveLength(1);
  });
});

describe("a query in a body", () => {
  const QUERY: Partial<HttpCall<unknown>> = { ...POST, readOnly: true, read: NAME };

  it("is sent again as a GET is", async () => {
    const { client, requests } = scene([reset(), { status: 500 }, { body: "{" }, { body: '{"name":"x"}' }]);
    await client.call(get(QUERY));
    expect(requests).toHaveLength(4);
  });

  it.each([reset(), { status: 500 }, { body: "{" }, { status: 302 }])("changed nothing, however it ended", async (answer) => {
    const { client } = scene([answer]);
    expect(await failure(client.call(get(QUERY)))).toMatchObject({ effect: "none" });
  });
});

describe("after refused credentials", () => {
  it("nothing more is sent but what was under way", async () => {
    const slow = Promise.withResolvers<ProviderResponse>();
    const { client, requests } = scene([async () => slow.promise, { status: 401 }, {}]);
    const underWay = client.call(get());
    const first = await failure(client.call(get()));
    expect(first.code).toBe("credentials_refused");
    expect((await failure(client.call(get()))).code).toBe("credentials_refused");
    slow.resolve({ status: 200, headers: {}, body: "" });
    expect(await underWay).toBe(200);
    expect(requests).toHaveLength(2);
  });

  it("what waited for its turn is not sent", async () => {
    const { client, requests } = scene([{ status: 401 }]);
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => client.call(get())));
    expect(results.every((result) => result.status === "rejected")).toBe(true);
    expect(requests.length).toBeLessThanOrEqual(LIMITS.concurrency);
  });

  it("what failed otherwise is not tried again", async () => {
    const { client, requests } = scene([{ status: 503 }, { status: 401 }, {}]);
    const results = await Promise.allSettled([client.call(get()), client.call(get())]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected"]);
    expect(requests).toHaveLength(2);
  });
});

describe("what gets out", () => {
  it("has no secret in the error, however the site echoes it", async () => {
    const token = Buffer.from(`acme+public:${SECRET}`).toString("base64");
    const body = `{"message":"Bad ${SECRET} ${encodeURIComponent(SECRET)} Basic ${token}\u0000","errors":null}`;
    for (const answer of [
      { status: 400, body },
      { status: 500, body },
      { status: 200, body: `<html>${body}` },
      { status: 302, headers: { location: `https://${SECRET}/` } },
    ]) {
      const { client, lines } = scene([answer]);
      const error = await failure(client.call(get({ read: NAME, path: `/x/${SECRET}` })));
      const everything = JSON.stringify([error.message, error.detail, error.context, error.cause, lines]);
      expect(everything).not.toMatch(new RegExp(SECRET, "i"));
      expect(everything).not.toContain(token.slice(20, 40));
      expect(everything).not.toContain("\\u0000");
    }
  });

  it("is at most 500 characters of what the site said", async () => {
    const { client } = scene([{ status: 400, body: "y".repeat(5_000) }]);
    expect((await failure(client.call(get()))).detail).toHaveLength(500);
  });

  it("is one debug line per try, without the query", async () => {
    const { client, lines } = scene([{ status: 503, headers: { "x-request-id": "r1" } }, { headers: { "x-request-id": "r2" } }]);
    await client.call(get());
    expect(lines).toEqual([
      {
        method: "GET",
        site: "psa.example.com",
        path: "/things",
        status: 503,
        requestId: "r1",
        durationMs: 0,
        tries: 1,
        code: "unavailable",
      },
      { method: "GET", site: "psa.example.com", path: "/things", status: 200, requestId: "r2", durationMs: 0, tries: 2 },
    ]);
  });
});

describe("reading JSON", () => {
  const read = (body: string): unknown => NAME({ status: 200, headers: {}, body });

  it.each([
    ["", "An empty answer came"],
    ["  <!doctype html><p>Login</p>", "A web page came"],
    ['{"name":"x"', "Broken JSON came"],
    ['{"name":5}', "name (invalid_type)"],
    ["null", "the whole (invalid_type)"],
  ])("refuses %j in one sentence that quotes nothing", (body, words) => {
    expect(() => read(body)).toThrow(words);
  });

  it("does not mind fields it does not know", () => {
    expect(read('{"name":"x","other":{"deep":[1]},"__proto__":{"name":"y"}}')).toEqual({ name: "x" });
  });
});
