import { beforeAll, describe, expect, it } from "vitest";
import type { CallOptions, SiteAnswer } from "../testing/site-calls.ts";
import { testSimulator, type TestSimulator } from "../testing/test-simulator.ts";
import { loadWireContract, type WireContract } from "../testing/wire-contract.ts";
import { additionResource } from "./addition-resource.ts";
import { agreementResource } from "./agreement-resource.ts";
import { catalogResource } from "./catalog-resource.ts";
import { companyResource } from "./company-resource.ts";
import type { FieldTable } from "./field-table.ts";

const found = loadWireContract();
// oxlint-disable-next-line no-console -- whoever reads the test's output should know that it proved nothing
if (found === undefined) console.warn("Skipped: the ConnectWise reference document is not beside the project.");

describe.skipIf(found === undefined)("answers are valid against the reference document", () => {
  let contract: WireContract;
  beforeAll(() => {
    if (found === undefined) throw new Error("The reference document is gone.");
    contract = found;
  });

  async function check(test: TestSimulator, method: string, path: string, options: CallOptions = {}): Promise<SiteAnswer> {
    const answer = await test.site.call(method, path, options);
    const request = test.simulator.requests.last();
    if (request === undefined) throw new Error("Nothing was received.");
    expect(contract.checkRequest(request)).toEqual([]);
    expect(contract.checkResponse(request, { status: answer.status, body: answer.json })).toEqual([]);
    return answer;
  }

  it.each([
    "/system/info",
    "/company/companies?pageSize=1000",
    "/company/companies/250",
    "/company/companies/271",
    "/company/companies/count",
    "/company/companies?fields=id,name,status/name&orderBy=id asc&page=2&pageSize=5",
    "/procurement/catalog?pageSize=1000",
    "/procurement/catalog/111",
    "/procurement/catalog/count?conditions=inactiveFlag=false",
    "/finance/agreements?pageSize=1000",
    "/finance/agreements/2009",
    "/finance/agreements/2020",
    "/finance/agreements/count",
    "/finance/agreements/2013/additions",
    "/finance/agreements/2017/additions",
    "/finance/agreements/2013/additions/count",
    "/finance/agreements/2001/additions/41000?fields=id,quantity",
  ])("GET %s", async (path) => {
    const answer = await check(await testSimulator(), "GET", path);
    expect(answer.status).toBe(200);
  });

  it("writes", async () => {
    const test = await testSimulator();
    const additions = "/finance/agreements/2001/additions";
    const created = await check(test, "POST", additions, { body: { product: { id: 107 }, billCustomer: "Billable", quantity: 2.5 } });
    const { id } = created.json as { id: number };
    for (const path of ["quantity", "/quantity"]) {
      expect((await check(test, "PATCH", `${additions}/${id}`, { body: [{ op: "replace", path, value: 4 }] })).status).toBe(200);
    }
    expect((await check(test, "PUT", `${additions}/${id}`, { body: { product: { id: 107 }, billCustomer: "NoCharge" } })).status).toBe(200);
    expect((await check(test, "DELETE", `${additions}/${id}`)).status).toBe(204);
  });

  it("the fields that can be filtered and trimmed are those of the document, no more and no fewer", () => {
    const tables: ReadonlyArray<readonly [string, FieldTable]> = [
      ["Addition", additionResource.fields],
      ["Agreement", agreementResource.fields],
      ["CatalogItem", catalogResource.fields],
      ["Company", companyResource.fields],
    ];
    for (const [schema, table] of tables) expect(Object.keys(table).toSorted()).toEqual(contract.fieldsOf(schema).toSorted());
  });

  it("finds what is wrong: an unknown field, a wrong type, a missing field, an unknown call or parameter", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.editLine(41000, { wire: { quantity: "12", surprise: 1, product: undefined } });
    const { json } = await site.get("/finance/agreements/2001/additions/41000");
    const request = simulator.requests.last();
    if (request === undefined) throw new Error("Nothing was received.");
    expect(contract.checkResponse(request, { status: 200, body: json })).toEqual([
      "answer must have required property 'product'",
      "answer must NOT have additional properties (surprise)",
      "answer/quantity must be number,null",
    ]);
    const base = { method: "GET", path: "/finance/agreements", query: {}, headers: { clientid: "x" } };
    expect(contract.checkRequest(base)).toEqual([]);
    expect(contract.checkRequest({ ...base, path: "/finance/invoices" })).toHaveLength(1);
    expect(contract.checkRequest({ ...base, query: { filter: "x" } })).toEqual(["The query parameter filter is not in the document."]);
    expect(contract.checkRequest({ ...base, query: { page: "x" } })).toHaveLength(1);
    expect(contract.checkRequest({ ...base, headers: {} })).toEqual(["The header parameter clientId is missing."]);
    expect(contract.checkRequest({ ...base, method: "POST", path: "/finance/agreements/1/additions", body: {} })).toHaveLength(2);
  });
});
