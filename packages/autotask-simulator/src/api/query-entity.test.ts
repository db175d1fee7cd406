import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ids, rows, type SeenRow } from "../testing/site-calls.ts";
import { testSimulator } from "../testing/test-simulator.ts";

async function catalog(names: readonly string[], behaviour: { containsAs?: "literal" | "like"; nextPageByGet?: "405" | "no-rows" } = {}) {
  const scene = await testSimulator({ behaviour });
  for (const name of names) scene.simulator.data.addItem({ name, description: `About ${name}`, isActive: name !== "Old" });
  return scene;
}

const names = (found: readonly SeenRow[]): unknown[] => found.map((row) => row["name"]);

describe("a filter", () => {
  it.each([
    [{ op: "eq", field: "name", value: "alpha" }, ["Alpha"]],
    [{ op: "noteq", field: "name", value: "Alpha" }, ["CloudFilter", "Beta", "Old"]],
    [{ op: "contains", field: "name", value: "ET" }, ["Beta"]],
    [{ op: "beginsWith", field: "name", value: "al" }, ["Alpha"]],
    [{ op: "endsWith", field: "name", value: "a" }, ["Alpha", "Beta"]],
    [{ op: "in", field: "name", value: ["beta", "old", "none"] }, ["Beta", "Old"]],
    [{ op: "notIn", field: "name", value: ["Beta", "Old"] }, ["CloudFilter", "Alpha"]],
    [{ op: "eq", field: "isActive", value: false }, ["Old"]],
    [{ op: "gt", field: "id", value: 9002 }, ["Beta", "Old"]],
    [{ op: "lte", field: "ID", value: "9002" }, ["CloudFilter", "Alpha"]],
    [{ op: "exist", field: "vendorCompanyID" }, []],
    [{ op: "notExist", field: "vendorCompanyID" }, ["CloudFilter", "Alpha", "Beta", "Old"]],
    [
      {
        op: "or",
        items: [
          { op: "eq", field: "name", value: "Alpha" },
          { op: "eq", field: "name", value: "Old" },
        ],
      },
      ["Alpha", "Old"],
    ],
  ])("%j finds %j", async (filter, expected) => {
    const { site } = await catalog(["Alpha", "Beta", "Old"]);
    expect(names(await site.query("Services", filter))).toEqual(expected);
  });

  it("holds for all items of the list", async () => {
    const { site } = await catalog(["Alpha", "Beta", "Old"]);
    const found = await site.query("Services", { op: "gt", field: "id", value: 9001 }, { op: "eq", field: "isActive", value: true });
    expect(names(found)).toEqual(["Alpha", "Beta"]);
  });

  it("takes a date alone for its midnight", async () => {
    const { site } = await testSimulator();
    const on = (op: string, value: string): Promise<SeenRow[]> => site.query("Contracts", { op, field: "startDate", value });
    expect(await on("eq", "2026-01-01")).toHaveLength(1);
    expect(await on("lte", "2026-01-01")).toHaveLength(1);
    expect(await on("lt", "2026-01-01T00:00:00")).toHaveLength(0);
    expect(await on("gte", "2026-01-01T00:00:01")).toHaveLength(0);
  });

  it.each([
    [{ op: "eq", field: "isActive", value: null }, "is not valid"],
    [{ op: "eq", field: "isActive", value: "true" }, "is not valid"],
    [{ op: "eq", field: "colour", value: "red" }, "Unable to find colour in the Service Entity."],
    [{ op: "near", field: "name", value: "x" }, "not supported"],
    [{ op: "in", field: "id", value: 9001 }, "needs a list"],
    [{ op: "contains", field: "id", value: "9" }, "is for text"],
    [{ op: "or", items: [] }, "needs items"],
    [{ op: "or", items: Array.from({ length: 501 }, (_, id) => ({ op: "eq", field: "id", value: id })) }, "more than 500 OR"],
  ])("is refused with 500 and a text: %j", async (filter, text) => {
    const { site } = await testSimulator();
    const answer = await site.post("/Services/query", { filter: [filter] });
    expect(answer.status).toBe(500);
    expect((answer.json as { errors: string[] }).errors.join()).toContain(text);
  });

  it("takes wildcards by their letter, or for what they are in SQL", async () => {
    const literal = await catalog(["100% up", "1000 up", "[x]", "x"]);
    const like = await catalog(["100% up", "1000 up", "[x]", "x"], { containsAs: "like" });
    const contains = (value: string): object => ({ op: "contains", field: "name", value });
    expect(names(await literal.site.query("Services", contains("100%")))).toEqual(["100% up"]);
    expect(names(await like.site.query("Services", contains("100%")))).toEqual(["100% up", "1000 up"]);
    expect(names(await literal.site.query("Services", contains("[x]")))).toEqual(["[x]"]);
    expect(names(await like.site.query("Services", contains("[x]")))).toEqual(["[x]", "x"]);
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 8 }), async (text) => {
        expect((await like.site.post("/Services/query", { filter: [contains(text)] })).status).toBe(200);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a page", () => {
  it.each([0, 501, 1.5])("of %d records is refused", async (MaxRecords) => {
    const { site } = await testSimulator();
    const answer = await site.post("/Services/query", { MaxRecords, filter: [] });
    expect(answer).toMatchObject({ status: 500, json: { errors: ["maxCountOfRecordsToReturn must be between 1 and 500"] } });
  });

  it("holds 500 records at most, by id, and just the fields asked for", async () => {
    const { site } = await catalog(Array.from({ length: 700 }, (_, index) => `S${index}`));
    const answer = await site.post("/Services/query", { IncludeFields: ["ID", "name"], filter: [] });
    const found = rows(answer);
    expect(found).toHaveLength(500);
    expect(ids(found)).toEqual(ids(found).toSorted((first, second) => first - second));
    expect(Object.keys(found[0] ?? {})).toEqual(["id", "name"]);
    const rest = await site.query("Services", { op: "gt", field: "id", value: Number(found.at(-1)?.["id"]) });
    expect(rest).toHaveLength(201);
  });

  it("names a next page that takes a POST with the same body, and is a trap for a GET", async () => {
    const { site } = await catalog(["A", "B", "C"]);
    const body = { MaxRecords: 2, filter: [] };
    const first = await site.post("/Services/query", body);
    const { nextPageUrl } = (first.json as { pageDetails: { nextPageUrl: string } }).pageDetails;
    expect((await site.get(nextPageUrl)).status).toBe(405);
    const second = await site.post(nextPageUrl, body);
    expect(names(rows(second))).toEqual(["B", "C"]);
    expect((second.json as { pageDetails: unknown }).pageDetails).toMatchObject({ count: 2, requestCount: 2, nextPageUrl: null });
  });

  it("may come out empty by GET", async () => {
    const { site } = await catalog(["A", "B", "C"], { nextPageByGet: "no-rows" });
    const first = await site.post("/Services/query", { MaxRecords: 2, filter: [] });
    const { nextPageUrl } = (first.json as { pageDetails: { nextPageUrl: string } }).pageDetails;
    expect(rows(await site.get(nextPageUrl))).toEqual([]);
  });
});

describe("other reads", () => {
  it("take a query in the URL up to its length", async () => {
    const { site } = await testSimulator();
    const url = (filter: unknown): string => `/Services/query?search=${encodeURIComponent(JSON.stringify({ filter: [filter] }))}`;
    expect(rows(await site.get(url({ op: "eq", field: "id", value: 9001 })))).toHaveLength(1);
    expect((await site.get(url({ op: "eq", field: "name", value: "x".repeat(2_100) }))).status).toBe(404);
  });

  it("count, and read by id", async () => {
    const { simulator, site } = await testSimulator();
    expect((await site.post("/Services/query/count", { filter: [] })).json).toEqual({ queryCount: 1 });
    expect((await site.get("/Services/9001")).json).toMatchObject({ item: { id: 9001, name: "CloudFilter" } });
    expect(await site.get("/Services/1")).toMatchObject({ status: 200, json: { item: null } });
    simulator.tenant().setBehaviour({ missingId: "404" });
    expect((await site.get("/Services/1")).status).toBe(404);
  });

  it("are refused for what can only be created, by a wrong verb and for what is not there", async () => {
    const { site } = await testSimulator();
    expect((await site.post("/ContractServiceAdjustments/query", { filter: [] })).status).toBe(405);
    expect((await site.call("DELETE", "/Services/query")).status).toBe(405);
    expect((await site.get("/ContractServiceAdjustments")).status).toBe(405);
    expect((await site.post("/Nothing/query", { filter: [] })).status).toBe(404);
    expect((await site.post("/Services/query", "{")).status).toBe(500);
  });
});
