import { describe, expect, it } from "vitest";
import { ids, type SiteAnswer, type SiteCaller } from "../testing/site-calls.ts";
import { testSimulator, type TestSimulator } from "../testing/test-simulator.ts";

async function withCompanies(count: number): Promise<TestSimulator> {
  const test = await testSimulator({ tenants: [{ companyId: "many" }] });
  for (let number = 1; number <= count; number += 1) test.simulator.data.addCompany({ name: `Company ${number}` });
  return test;
}

function nextPath(answer: SiteAnswer): string | undefined {
  const url = /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
  return url === undefined ? undefined : url.slice(url.indexOf("/company/"));
}

async function followLinks(site: SiteCaller, first: string, headers: Record<string, string> = {}): Promise<number[]> {
  const seen: number[] = [];
  for (let path: string | undefined = first; path !== undefined;) {
    const answer: SiteAnswer = await site.get(path, { headers });
    seen.push(...ids(answer));
    path = nextPath(answer);
  }
  return seen;
}

describe("pages by number", () => {
  it("holds 25 records unless told otherwise, and at most 1,000", async () => {
    const { site } = await withCompanies(1001);
    expect(ids(await site.get("/company/companies"))).toHaveLength(25);
    expect(ids(await site.get("/company/companies?pageSize=1000"))).toHaveLength(1000);
    for (const wrong of ["pageSize=1001", "pageSize=0", "pageSize=x", "page=0", "page=-1", "page=1.5"]) {
      expect((await site.get(`/company/companies?${wrong}`)).status).toBe(400);
    }
  });

  it("names the next and the last page in Link, keeps the query there, and names none after the last", async () => {
    const { simulator, site } = await withCompanies(60);
    const first = await site.get("/company/companies?orderBy=id asc&conditions=id>0");
    const query = "orderBy=id+asc&conditions=id%3E0";
    const base = `${simulator.url}/v2025_1/apis/3.0/company/companies?${query}`;
    expect(first.headers.get("link")).toBe(`<${base}&page=2>; rel="next", <${base}&page=3>; rel="last"`);
    const last = await site.get("/company/companies?orderBy=id asc&conditions=id>0&page=3");
    expect(ids(last)).toHaveLength(10);
    expect(nextPath(last)).toBeUndefined();
    expect(ids(await site.get("/company/companies?page=4"))).toEqual([]);
    expect((await site.get("/company/companies?pageSize=60")).headers.get("link")).toBeNull();
  });

  it("can name any host in Link", async () => {
    const { simulator, site } = await withCompanies(60);
    simulator.tenant().setBehaviour({ linkHost: "elsewhere.example" });
    expect((await site.get("/company/companies")).headers.get("link")).toContain("<https://elsewhere.example/v2025_1/apis/3.0/company/");
  });

  it("gives each of 2,345 records once where one orders by id", async () => {
    const { site } = await withCompanies(2345);
    const seen = await followLinks(site, "/company/companies?pageSize=1000&orderBy=id asc");
    expect(seen).toEqual(Array.from({ length: 2345 }, (_, index) => index + 1));
  });

  it("has an order of its own where none is asked for: steady but not by id, by id, or unsteady", async () => {
    const { simulator, site } = await withCompanies(60);
    const read = (): Promise<number[]> => followLinks(site, "/company/companies");
    const steady = await read();
    expect(steady).not.toEqual(steady.toSorted((one, other) => one - other));
    expect(await read()).toEqual(steady);
    expect(new Set(steady).size).toBe(60);
    simulator.tenant().setBehaviour({ defaultOrder: "id" });
    expect(await read()).toEqual(steady.toSorted((one, other) => one - other));
    simulator.tenant().setBehaviour({ defaultOrder: "unsteady" });
    expect(new Set(await read()).size).toBeLessThan(60);
  });

  it("orders by several fields, upwards and downwards", async () => {
    const { simulator, site } = await testSimulator({ tenants: [{ companyId: "few" }] });
    for (const [name, city] of [
      ["b", "Y"],
      ["a", "X"],
      ["C", "X"],
    ] as const)
      simulator.data.addCompany({ name, city });
    expect(ids(await site.get("/company/companies?orderBy=name"))).toEqual([2, 1, 3]);
    expect(ids(await site.get("/company/companies?orderBy=id desc"))).toEqual([3, 2, 1]);
    expect(ids(await site.get("/company/companies?orderBy=city asc,name desc"))).toEqual([3, 2, 1]);
    for (const wrong of ["nothing", "name up", "name asc desc", "company"]) {
      expect((await site.get(`/company/companies?orderBy=${wrong}`)).status).toBe(400);
    }
  });
});

describe("forward-only pages", () => {
  const headers = { "pagination-type": "forward-only" };

  it("gives each of 2,345 records once, by id, also where some are inserted or deleted on the way", async () => {
    const { simulator, site } = await withCompanies(2345);
    const first = await site.get("/company/companies?pageSize=1000", { headers });
    expect(ids(first)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    simulator.data.deleteCompany(5);
    simulator.data.addCompany({ name: "Late" });
    const rest = await followLinks(site, nextPath(first) ?? "", headers);
    expect(rest).toEqual(Array.from({ length: 1346 }, (_, index) => index + 1001));
  });

  it("begins after any id and refuses an order", async () => {
    const { site } = await withCompanies(30);
    expect(ids(await site.get("/company/companies?pageId=28", { headers }))).toEqual([29, 30]);
    expect((await site.get("/company/companies?orderBy=id", { headers })).status).toBe(400);
  });
});
