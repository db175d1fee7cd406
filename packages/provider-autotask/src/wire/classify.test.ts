import { ProviderError } from "@integrations/core";
import { describe, expect, it } from "vitest";
import { classify, isDateTaken, isEndpointMissing } from "./classify.ts";
import { sayingOf } from "./error-body.ts";

const answer = (status: number, body: unknown = ""): { status: number; headers: Record<string, string>; body: string } => ({
  status,
  headers: {},
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const said = (...errors: string[]) => answer(500, { errors });

describe("an answer", () => {
  it.each([
    [
      "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.",
      "rejected",
      "agreement_ended",
    ],
    ["The adjustment cannot be made in an already approved and posted contract period.", "rejected", "period_invoiced"],
    ["Value does not reference an existing entity for contractServiceID.", "not_found", undefined],
    ["The number of units cannot be negative.", "rejected", undefined],
    ["count cannot be 0", "rejected", undefined],
    ["Thread Threshold Exceeded. The maximum is 3 threads.", "rate_limited", undefined],
    ["Itgenatr005", "rate_limited", undefined],
    ["The logged in Resource does not have the adequate permissions to access entity ContractService.", "permission_missing", undefined],
    ["The user name is not valid.", "credentials_refused", undefined],
    ["maxCountOfRecordsToReturn must be between 1 and 500", "rejected", undefined],
    ["Unable to find colour in the Service Entity.", "rejected", undefined],
  ])("of 500 with %j is %s and did nothing", (text, code, reason) => {
    expect(classify(said(text), true)).toMatchObject({ code, effect: "none", detail: text, ...(reason === undefined ? {} : { reason }) });
  });

  it("of 500 without a known text is left to be a fault whose effect nobody knows", () => {
    for (const body of [
      said("Object reference not set to an instance of an object."),
      answer(500),
      answer(500, "<html>"),
      answer(502),
      answer(503),
    ]) {
      expect(classify(body, true)).toBeUndefined();
    }
  });

  it("is by its status otherwise", () => {
    expect(classify(answer(401, { Message: "denied" }), true)).toMatchObject({ code: "credentials_refused", detail: "denied" });
    expect(classify(answer(403), true)).toMatchObject({ code: "permission_missing" });
    expect(classify(answer(405), true)).toMatchObject({ code: "rejected" });
    expect(classify(answer(429), true)).toBeUndefined();
  });

  it("about the tracking identifier is the partner's trouble, or the operator's", () => {
    expect(classify(said("IntegrationCode is invalid."), true)).toMatchObject({ code: "credentials_refused" });
    expect(classify(said("IntegrationCode is invalid."), false)).toMatchObject({ code: "rejected" });
  });

  it("is told by its mark where more depends on it", () => {
    const errorOf = (verdict: ReturnType<typeof classify>): ProviderError =>
      new ProviderError({ code: verdict?.code ?? "rejected", message: verdict?.message ?? "" });
    expect(isEndpointMissing(errorOf(classify(answer(404), true)))).toBe(true);
    expect(isDateTaken(errorOf(classify(said("Attempt to insert duplicate data into contract_service_period."), true)))).toBe(true);
    expect(isDateTaken(errorOf(classify(said("The number of units cannot be negative."), true)))).toBe(false);
  });
});

describe("what an error body says", () => {
  it.each([
    ['{"errors":["one ","two"]}', "one two"],
    ['{"Message":"three"}', "three"],
    ['{"errors":null,"Message":"four"}', "four"],
    ['{"errors":"text"}', ""],
    ["{}", ""],
    ["[]", ""],
    ["<html>", ""],
    ["", ""],
  ])("%s is %j", (body, text) => {
    expect(sayingOf(body)).toBe(text);
  });
});
