import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { createApiClient } from "./client.ts";
import { isWorthRetrying, problemOf } from "./problem.ts";

const failing = (send: typeof fetch): Promise<unknown> =>
  createApiClient(send, undefined)
    .session.me.query({})
    .then(
      () => undefined,
      (error: unknown) => error,
    );
const answering =
  (body: unknown, status: number): typeof fetch =>
  () =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));

describe("a call that fails", () => {
  it("tells the reason, the more exact sentence and the field", async () => {
    const data = { code: "BAD_REQUEST", httpStatus: 400, reason: "search_too_short", detail: "Too short.", field: "search", issues: [] };
    const problem = problemOf(await failing(answering({ error: { message: "", code: -32_600, data } }, 400)));
    expect(problem).toEqual({ reason: "search_too_short", detail: "Too short.", field: "search" });
    expect(isWorthRetrying(problem)).toBe(false);
  });

  it("is offline where no answer came", async () => {
    const error = await failing(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(problemOf(error)).toEqual({ reason: "offline" });
  });

  it("is our fault where the answer has no reason we know", async () => {
    const unknown = { error: { message: "", code: -32_600, data: { code: "X", httpStatus: 400, reason: "constructor" } } };
    expect(problemOf(await failing(answering(unknown, 400))).reason).toBe("internal_error");
    expect(problemOf(await failing(() => Promise.resolve(new Response("<html>", { status: 502 })))).reason).toBe("internal_error");
  });

  it("names support's partner beside every input", async () => {
    let body: unknown;
    const send: typeof fetch = (_url, init) => {
      body = JSON.parse(String(init?.body));
      return Promise.resolve(new Response(JSON.stringify({ result: { data: [] } })));
    };
    await createApiClient(send, "northwind").mapping.list.query({ providerId: "ledgerly" });
    expect(body).toEqual({ providerId: "ledgerly", partnerId: "northwind" });
  });
});
