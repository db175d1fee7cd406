import { describe, expect, it } from "vitest";
import { isOpenApiPresent, openApiCheck } from "./testing/openapi.ts";
import { openScene, TODAY } from "./testing/test-scene.ts";

describe.skipIf(!isOpenApiPresent)("every request of the plugin", () => {
  it("is valid by the vendor's document, and none asks for what that does not know", async () => {
    const { session, simulator } = await openScene({ tenant: { behaviour: { customFieldsDemanded: true } } });
    const { data } = simulator;
    const company = data.addCompany({ name: "Acme" });
    const products = [data.addProduct({ identifier: "KEPT" }), data.addProduct({ identifier: "ADDED" })];
    const record = data.addAgreement({ companyId: company.id, name: "A", startDate: "2025-01-01T00:00:00Z" });
    const addition = data.addLine({ agreementId: record.id, productId: products[0]?.id ?? 0, quantity: 3 });
    for (let index = 0; index < 1_001; index += 1) data.addLine({ agreementId: record.id, productId: products[0]?.id ?? 0 });

    const open = session();
    await open.checkAccess();
    const cursor = (await open.searchProducts({ search: "e", limit: 1 })).nextCursor;
    if (cursor !== undefined) await open.searchProducts({ cursor });
    await open.readProducts(products.map(({ id }) => String(id)));
    await open.searchCompanies({ search: "acme" });
    await open.readCompanies([String(company.id)]);
    await open.listAgreements(String(company.id));
    const [agreement] = await open.readAgreements([String(record.id)]);
    if (agreement === undefined) throw new Error("The agreement was not read.");
    for await (const { lines } of open.readLines([agreement.id], { asOf: TODAY })) {
      expect(lines).toHaveLength(1_002);
      const line = lines?.find(({ id }) => id === String(addition.id));
      if (line === undefined) throw new Error("The line was not read.");
      simulator.faults.inject({ match: { method: "PATCH" }, nth: 2, fault: { kind: "false-success", stored: true, echo: "old" } });
      await open.setQuantity({ line, quantity: 4, asOf: TODAY });
    }
    await open.addLine({ agreement, productId: String(products[1]?.id), quantity: 5, effectiveOn: TODAY });

    const check = openApiCheck();
    const requests = simulator.requests.list().filter((request) => !request.path.startsWith("/login/"));
    expect(requests.flatMap((request) => check(request).map((fault) => `${request.method} ${request.url}: ${fault}`))).toEqual([]);
    expect(new Set(requests.map(({ method, path }) => `${method} ${path.replaceAll(/\d+/g, "{id}")}`))).toEqual(
      new Set([
        "GET /company/companies",
        "GET /procurement/catalog",
        "GET /finance/agreements",
        "GET /finance/agreements/{id}/additions",
        "GET /finance/agreements/{id}/additions/{id}",
        "PATCH /finance/agreements/{id}/additions/{id}",
        "POST /finance/agreements/{id}/additions",
      ]),
    );
  });

  it("would be told apart from one that is not", async () => {
    const check = openApiCheck();
    const request = {
      id: 1,
      receivedAt: "",
      method: "GET",
      url: "",
      path: "/finance/agreements",
      query: { pageSize: "x", sort: "id" },
      headers: {},
      requestId: "",
      faults: [],
      outcome: "answered" as const,
    };
    expect(check(request)).toEqual(["There is no query parameter sort.", "pageSize is no integer.", "The header clientId is missing."]);
    expect(check({ ...request, path: "/finance/nothing" })).toEqual(["GET /finance/nothing is no operation."]);
    const post = { ...request, method: "POST", path: "/finance/agreements/1/additions", query: {}, headers: { clientid: "x" } };
    expect(check({ ...post, body: { quantity: "5", billCustomer: "Perhaps" } }).length).toBeGreaterThan(2);
  });
});
