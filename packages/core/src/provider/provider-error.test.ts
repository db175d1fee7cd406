import { describe, expect, it } from "vitest";
import { PROVIDER_ERROR_CODES, ProviderError } from "./provider-error.ts";

describe("ProviderError", () => {
  it("knows the nine codes of the contract", () => {
    expect(PROVIDER_ERROR_CODES.toSorted()).toEqual([
      "conflict",
      "credentials_refused",
      "invalid_response",
      "not_found",
      "permission_missing",
      "rate_limited",
      "rejected",
      "timeout",
      "unavailable",
    ]);
  });

  it("is worth trying again only where nobody has to change anything first", () => {
    const retryable = PROVIDER_ERROR_CODES.filter((code) => new ProviderError({ code, message: "x" }).retryable);
    expect(retryable).toEqual(["rate_limited", "timeout", "unavailable", "invalid_response"]);
  });

  it("lets the thrower know better", () => {
    expect(new ProviderError({ code: "timeout", message: "x", retryable: false }).retryable).toBe(false);
    expect(new ProviderError({ code: "rejected", message: "x", retryable: true }).retryable).toBe(true);
  });

  it("is an error with a message, and claims nothing that it was not told", () => {
    const error = new ProviderError({ code: "not_found", message: "gone" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "ProviderError", message: "gone", code: "not_found", effect: "none", context: {} });
    expect(error.reason).toBeUndefined();
    expect(error.detail).toBeUndefined();
    expect("cause" in error).toBe(false);
  });

  it("keeps everything it is told", () => {
    const cause = new Error("below");
    const error = new ProviderError({
      code: "rejected",
      message: "refused",
      effect: "unknown",
      reason: "period_invoiced",
      detail: "The period is invoiced.",
      context: { method: "POST", status: 400 },
      cause,
    });
    expect(error).toMatchObject({
      effect: "unknown",
      reason: "period_invoiced",
      detail: "The period is invoiced.",
      context: { method: "POST", status: 400 },
    });
    expect(error.cause).toBe(cause);
  });
});
