import { ManageAPI } from "connectwise-rest";
import { describe, expect, it } from "vitest";
import { DEFAULT_KEYS } from "../tenant/tenant.ts";
import { TEST_CLIENT_ID } from "./site-calls.ts";
import { testSimulator } from "./test-simulator.ts";

/** What the client keeps its requests' base in; private there. */
interface HasBase {
  readonly instance: { readonly defaults: { baseURL: string } };
}

/** The client outsiders use, which knows nothing of this project. It knows only HTTPS: its base is the one thing changed here. */
function outsideClient(url: string, keys: { readonly privateKey?: string } = {}): ManageAPI {
  const client = new ManageAPI({
    companyId: "harborline",
    companyUrl: new URL(url).host,
    ...DEFAULT_KEYS,
    ...keys,
    clientId: TEST_CLIENT_ID,
    entryPoint: "v2025_1",
    logger: () => {},
  });
  for (const part of [client, client.CompanyAPI, client.FinanceAPI, client.ProcurementAPI, client.SystemAPI]) {
    (part as unknown as HasBase).instance.defaults.baseURL = `${url}/v2025_1/apis/3.0`;
  }
  return client;
}

describe("the outside client connectwise-rest", () => {
  it("reads the system, lists with conditions, and gets one record", async () => {
    const { simulator } = await testSimulator();
    const client = outsideClient(simulator.url);
    expect(await client.SystemAPI.getSystemInfo()).toMatchObject({ isCloud: true });
    const companies = await client.CompanyAPI.getCompanyCompanies({ conditions: "name contains 'dental' and deletedFlag = false" });
    expect(companies.map(({ id }) => id)).toEqual([250]);
    expect(await client.FinanceAPI.getFinanceAgreementsById(2009)).toMatchObject({ id: 2009, agreementStatus: "Cancelled" });
    expect(await client.CompanyAPI.getCompanyCompaniesCount({ conditions: "deletedFlag = true" })).toEqual({ count: 1 });
  });

  it("pages through everything once", async () => {
    const { simulator } = await testSimulator();
    const client = outsideClient(simulator.url);
    const products = await client.paginate(client.ProcurementAPI.getProcurementCatalog, { pageSize: 50 }, { orderBy: "id asc" });
    expect(products.map((product) => (product as { id: number }).id)).toEqual(
      simulator.data
        .products()
        .map(({ id }) => id)
        .toSorted((one, other) => one - other),
    );
    expect(simulator.requests.list()).toHaveLength(7);
  });

  it("patches, creates and deletes lines", async () => {
    const { simulator } = await testSimulator();
    const { FinanceAPI } = outsideClient(simulator.url);
    const patched = await FinanceAPI.patchFinanceAgreementsByParentIdAdditionsById(41_000, 2001, [
      // Its types say that a value is an object; in practice it is any JSON.
      { op: "replace", path: "quantity", value: 21 as unknown as Record<string, never> },
    ]);
    expect(patched).toMatchObject({ id: 41_000, quantity: 21 });
    const created = await FinanceAPI.postFinanceAgreementsByParentIdAdditions(2001, {
      product: { id: 107 },
      quantity: 4,
      billCustomer: "Billable",
    });
    expect(created).toMatchObject({ quantity: 4, product: { identifier: "SHIELD" } });
    expect(simulator.data.lines(2001).map(({ productId, quantity }) => [productId, quantity])).toEqual([
      [101, 21],
      [102, 14],
      [105, 9],
      [212, 16],
      [107, 4],
    ]);
    await FinanceAPI.deleteFinanceAgreementsByParentIdAdditionsById(created.id ?? 0, 2001);
    expect(simulator.data.lines(2001)).toHaveLength(4);
  });

  it("sees refusals as it would from ConnectWise", async () => {
    const { simulator } = await testSimulator();
    const wrong = outsideClient(simulator.url, { privateKey: "wrong" });
    await expect(wrong.SystemAPI.getSystemInfo()).rejects.toMatchObject({ status: 401, data: { code: "Unauthorized" } });
    const { FinanceAPI } = outsideClient(simulator.url);
    await expect(FinanceAPI.getFinanceAgreementsById(1)).rejects.toMatchObject({ status: 404, data: { message: "Agreement 1 not found" } });
    await expect(
      FinanceAPI.postFinanceAgreementsByParentIdAdditions(2001, { product: { id: 111 }, billCustomer: "Billable" }),
    ).rejects.toMatchObject({ status: 400, data: { code: "InvalidObject", errors: [{ field: "product" }] } });
  });
});
