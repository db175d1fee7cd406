import { describe, expect, it } from "vitest";
import { classify, sayingOf } from "./classify.ts";

function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): { status: number; headers: Record<string, string>; body: string } {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

const INVALID = {
  code: "InvalidObject",
  message: "addition object is invalid",
  errors: [{ code: "MissingRequiredField", message: "The product field is required.", resource: "addition", field: "product" }],
};

describe("an answer of ConnectWise", () => {
  it.each([
    [answer(400, INVALID), "rejected"],
    [answer(400, { code: "InvalidObject", message: "bad", errors: null }), "rejected"],
    [answer(400, "plain text"), "rejected"],
    [answer(401, { code: "Unauthorized", message: "no" }), "credentials_refused"],
    [answer(401, { code: "ConnectWiseApi", message: "UserNotAuthenticated" }), "credentials_refused"],
    [answer(401, "<html>login</html>"), "credentials_refused"],
    [answer(403, { code: "Security", message: "You do not have security permission to perform this action." }), "permission_missing"],
    [answer(404, { code: "NotFound", message: "Agreement 57919 not found" }), "not_found"],
    [answer(404, { code: "ConnectWiseApi", message: "The endpoint does not exist." }), "invalid_response"],
    [answer(404, "<html>nothing here</html>"), "not_found"],
    [answer(409, { code: "Conflict", message: "x" }), "conflict"],
    [answer(429, { error: "ConnectWiseAPI", message: "Too many requests." }), "rate_limited"],
  ])("is read by its status first: %j is %s", (given, code) => {
    expect(classify(given)?.code).toBe(code);
  });

  it.each([415, 418, 500, 502, 302])("with status %d has no meaning of its own", (status) => {
    expect(classify(answer(status, ""))).toBeUndefined();
  });

  it.each([
    { code: "ConnectWiseApi", message: "Missing or invalid clientId." },
    "The clientId header is required",
    { message: "Client ID unknown" },
  ])("that complains about the clientId is told to the operator: %j", (body) => {
    expect(classify(answer(400, body))).toMatchObject({ code: "rejected", detail: expect.stringContaining("CONNECTWISE_CLIENT_ID") });
  });

  it.each([
    ["Too many requests. Please try again in 30 seconds.", {}, 30_000],
    ["Too many requests. Please try again in 1 second.", {}, 1_000],
    ["Too many requests.", {}, undefined],
    ["Please try again in 30 seconds.", { "retry-after": "5" }, undefined],
    ["Please try again in 0 seconds.", {}, undefined],
  ])("that slows down with %j and %j names %s ms of its own", (message, headers, ms) => {
    expect(classify(answer(429, { error: "ConnectWiseAPI", message }, headers))?.retryAfterMs).toBe(ms);
  });
});

describe("what an error body says", () => {
  it.each([
    [INVALID, "addition object is invalid The product field is required."],
    [
      { ...INVALID, errors: [{ field: "effectiveDate", message: "is before the start", code: null }] },
      "addition object is invalid effectiveDate: is before the start",
    ],
    [{ code: "NotFound" }, "NotFound"],
    [{ error: "ConnectWiseAPI" }, "ConnectWiseAPI"],
    [{ message: "x", errors: "odd" }, "x"],
    [{ message: "x", errors: [{ message: "x" }] }, "x"],
    [{}, ""],
    [null, ""],
    ["not json", ""],
  ])("%j: %j", (body, said) => {
    expect(sayingOf(typeof body === "string" ? body : JSON.stringify(body))).toBe(said);
  });
});
