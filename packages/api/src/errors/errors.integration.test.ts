import { REASON_CODES, reasonOf } from "@integrations/core";
import { testWithDatabase as it } from "@integrations/database/testing";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { describe, expect } from "vitest";
import { createApiFixture, pushAndEnable, pushSample, PSA } from "../testing/api-fixture.ts";
import { expectRefusal } from "../testing/refusal.ts";
import { trpcCodeOf } from "./trpc-code.ts";

describe("an error", () => {
  it("is a 4xx for every reason but one", () => {
    const statuses = REASON_CODES.map((reason) => [
      reasonOf(reason).kind,
      getHTTPStatusCodeFromError(new TRPCError({ code: trpcCodeOf(reason) })),
    ]);
    const unfit = statuses.filter(([kind, status]) =>
      kind === "internal" ? status !== 500 : Number(status) < 400 || Number(status) > 499,
    );
    expect(unfit).toEqual([]);
  });

  it("nobody foresaw says nothing of itself and is written down with the request", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.failure = new Error("inner workings");
    const { detail, ...data } = await expectRefusal(
      partner.mapping.products({ providerId: PSA }),
      "INTERNAL_SERVER_ERROR",
      "internal_error",
    );
    expect(detail).toBe("Something went wrong on our side.");
    expect(JSON.stringify(data)).not.toContain("inner workings");
    expect(api.log.at(-1)).toMatch(/^procedure failed .*inner workings.*"procedure":"mapping.products","requestId":"request-1"/);
  });

  it("names the fields of an input that are wrong, and not their values", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushSample(api);
    const call = api.partner("p1").mapping.save({ providerId: 7, assignments: [{ service: "s".repeat(101) }], version: "canary" } as never);
    const data = await expectRefusal(call, "BAD_REQUEST", "invalid_input");
    expect(data.issues.map((issue) => issue.field)).toEqual(["providerId", "assignments.0.service", "assignments.0.productId", "version"]);
    expect(data.detail).toBe("providerId: This is a text.");
    expect(JSON.stringify(data)).not.toContain("canary");
  });

  it("does not repeat thousands of wrong rows", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partners = Array.from({ length: 5000 }, () => ({ id: "", name: "" }));
    const data = await expectRefusal(api.platform.platform.putPartners({ partners }), "BAD_REQUEST", "invalid_input");
    expect(data.issues).toHaveLength(20);
  });

  it("is a conflict where two transactions got in each other's way", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    const partner = await pushAndEnable(api);
    api.psa.failure = Object.assign(new Error("deadlock detected"), { code: "40P01" });
    await expectRefusal(partner.mapping.products({ providerId: PSA }), "CONFLICT", "changed_meanwhile");
  });

  it("is a timeout where the person is gone or waited too long", async ({ testDatabase }) => {
    const api = createApiFixture(testDatabase);
    await pushAndEnable(api);
    const gone = new AbortController();
    const partner = api.as({ role: "partner", partnerId: "p1" }, { signal: gone.signal });
    api.psa.meanwhile = () => {
      gone.abort();
      return Promise.reject(gone.signal.reason as Error);
    };
    await expectRefusal(partner.mapping.products({ providerId: PSA }), "PRECONDITION_FAILED", "timeout");
  });
});
