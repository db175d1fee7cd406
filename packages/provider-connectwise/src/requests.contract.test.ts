import { loadWireContract, moneyFieldsIn } from "@integrations/connectwise-simulator/testing";
import { describe, expect, it } from "vitest";
import { openScene, TODAY } from "./testing/test-scene.ts";

/** The vendor's document lies beside the project in development and CI, and nowhere else. */
const contract = loadWireContract();

describe("every request of the plugin", () => {
  it("is one of seven calls, speaks of no money, and is valid by the vendor's document where that is present", async () => {
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

    const requests = simulator.requests.list().filter((request) => !request.path.startsWith("/login/"));
    expect(requests.flatMap((request) => moneyFieldsIn(request))).toEqual([]);
    const faults = requests.flatMap(
      (request) => contract?.checkRequest(request).map((fault) => `${request.method} ${request.url}: ${fault}`) ?? [],
    );
    expect(faults).toEqual([]);
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
});
