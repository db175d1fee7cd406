import { describe, expect, it } from "vitest";
import { PROVIDER_ERROR_CODES, ProviderError } from "../provider/provider-error.ts";
import { reasonOfProviderError } from "./reason-of-provider-error.ts";
import { isReasonCode } from "./reasons.ts";

describe("reasonOfProviderError", () => {
  it("gives each code the reason of the same name", () => {
    for (const code of PROVIDER_ERROR_CODES) {
      const reason = reasonOfProviderError(new ProviderError({ code, message: "x" }));
      expect(reason).toBe(code);
      expect(isReasonCode(reason)).toBe(true);
    }
  });

  it("prefers the more exact reason of the error itself", () => {
    expect(reasonOfProviderError(new ProviderError({ code: "rejected", message: "x", reason: "period_invoiced" }))).toBe("period_invoiced");
  });
});
