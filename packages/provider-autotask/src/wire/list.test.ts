import { ProviderError } from "@integrations/core";
import { describe, expect, it } from "vitest";
import type { ApiRequest, AutotaskApi } from "./api.ts";
import { listAll } from "./list.ts";
import { COMPANIES } from "./rows.ts";

/** An API that gives these answers in turn, and keeps the bodies it was asked with. */
function apiGiving(...answers: unknown[]): { readonly api: AutotaskApi; readonly bodies: unknown[] } {
  const bodies: unknown[] = [];
  const send = async <Result>(request: ApiRequest<Result>): Promise<Result> => {
    bodies.push(request.body);
    return request.read({ status: 200, headers: {}, body: JSON.stringify(answers[bodies.length - 1]) });
  };
  return { api: { send } as AutotaskApi, bodies };
}

const page = (ids: readonly number[], pageDetails?: unknown): unknown => ({
  items: ids.map((id) => ({ id, companyName: `C${id}` })),
  pageDetails: pageDetails === undefined ? { count: ids.length, nextPageUrl: null } : pageDetails,
});
const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a list", () => {
  it("goes on behind the last id while pages are full, and asks for the fields it uses only", async () => {
    const { api, bodies } = apiGiving(page(upTo(1, 500)), page([501, 502]));
    expect(await listAll(api, COMPANIES, [{ op: "eq", field: "isActive", value: true }])).toHaveLength(502);
    expect(bodies).toEqual(
      [0, 500].map((value) => ({
        MaxRecords: 500,
        IncludeFields: ["id", "companyName", "companyNumber", "isActive"],
        filter: [
          { op: "gt", field: "id", value },
          { op: "eq", field: "isActive", value: true },
        ],
      })),
    );
  });

  it("goes on where a page that is not full names a next one", async () => {
    const { api } = apiGiving(page([1, 2], { count: 2, nextPageUrl: "https://x/next" }), page([3], null));
    expect(await listAll(api, COMPANIES, [])).toHaveLength(3);
  });

  it.each([
    ["rows that got lost", page([1, 2], { count: 3 })],
    ["rows out of order", page([2, 1])],
    ["the same row twice", page([1, 1])],
    ["no rows", {}],
    ["no list", null],
    ["a row without an id", { items: [{ companyName: "x" }] }],
  ])("with %s is no list at all", async (_what, answer) => {
    const { api } = apiGiving(answer);
    const error: unknown = await listAll(api, COMPANIES, []).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ code: "invalid_response" });
  });
});
