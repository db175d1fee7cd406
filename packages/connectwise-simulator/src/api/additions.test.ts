import { describe, expect, it } from "vitest";
import { rows } from "../testing/site-calls.ts";
import { testSimulator } from "../testing/test-simulator.ts";

const ADDITIONS = "/finance/agreements/2001/additions";

describe("reading lines", () => {
  it("lists the lines of one agreement with all their fields", async () => {
    const { site } = await testSimulator();
    const answer = await site.get(`${ADDITIONS}?orderBy=id asc`);
    expect(answer.status).toBe(200);
    expect(rows(answer).map((line) => [line.product?.identifier, line.quantity])).toEqual([
      ["CLOUDFILTER", 14],
      ["SAFESEND", 14],
      ["SECURESTORE", 9],
      ["WSB-BAS-M", 16],
    ]);
    expect(rows(answer)[0]).toMatchObject({
      billedQuantity: 14,
      extPrice: 35,
      extCost: 15.4,
      margin: 19.6,
      uom: "User",
      agreementStatus: "Active",
    });
    expect(rows(answer)[0]?.cancelledDate).toBeUndefined();
  });
});
