import { describe, expect, it } from "vitest";
import { ids, rows } from "../testing/site-calls.ts";
import { testSimulator } from "../testing/test-simulator.ts";

const encoded = (conditions: string): string => `conditions=${encodeURIComponent(conditions)}`;

describe("lists", () => {
  it("filters companies as a search does, without those in the recycle bin", async () => {
    const { site } = await testSimulator();
    expect(ids(await site.get(`/company/companies?orderBy=id asc&${encoded("name contains 'bayshore'")}`))).toEqual([251, 271]);
    expect(ids(await site.get(`/company/companies?${encoded("name contains 'bayshore' and deletedFlag=false")}`))).toEqual([251]);
    expect(ids(await site.get(`/company/companies?${encoded('name contains "O\'Malley" and deletedFlag=false')}`))).toEqual([272]);
  });

  it("counts with the same filter", async () => {
    const { site } = await testSimulator();
    expect((await site.get(`/company/companies/count?${encoded("deletedFlag=true")}`)).json).toEqual({ count: 1 });
    expect((await site.get("/finance/agreements/2001/additions/count")).json).toEqual({ count: 4 });
  });

  it("looks inside lists with childConditions", async () => {
    const { site } = await testSimulator();
    expect(ids(await site.get("/company/companies?childConditions=types/name='Vendor'"))).toEqual([40]);
    const byDomain = `childConditions=${encodeURIComponent("communicationItems/value like '%25@kestrelins.example'".replace("%25", "%"))}`;
    expect(ids(await site.get(`/company/contacts?${byDomain}`))).toEqual([510]);
  });

  it("looks at custom fields with customFieldConditions", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.editCompany(252, { wire: { customFields: [{ id: 7, caption: "Region", type: "Text", value: "South" }] } });
    const conditions = encodeURIComponent('caption="Region" and value="south"');
    expect(ids(await site.get(`/company/companies?customFieldConditions=${conditions}`))).toEqual([252]);
  });

  it("reads agreements in bulk by id and by company, with the status they show today", async () => {
    const { site } = await testSimulator();
    const answer = await site.get(
      `/finance/agreements?orderBy=id asc&fields=id,agreementStatus&${encoded("id in (2001,2009,2016,2018,9999)")}`,
    );
    expect(answer.json).toEqual([
      { id: 2001, agreementStatus: "Active" },
      { id: 2009, agreementStatus: "Cancelled" },
      { id: 2016, agreementStatus: "Expired" },
      { id: 2018, agreementStatus: "Inactive" },
    ]);
    expect(ids(await site.get(`/finance/agreements?orderBy=id asc&${encoded("company/id=256 and cancelledFlag=false")}`))).toEqual([2008]);
    expect(ids(await site.get(`/finance/agreements?${encoded("agreementStatus='Inactive'")}`))).toEqual([2018]);
  });

  it("an end in the past does not count where the agreement has no ending date", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.editAgreement(2016, { noEndingDateFlag: true });
    expect((await site.get("/finance/agreements/2016?fields=agreementStatus")).json).toEqual({ agreementStatus: "Active" });
  });

  it("refuses conditions it does not understand with 400", async () => {
    const { site } = await testSimulator();
    for (const wrong of ["name contains 'x", "nothing=1", "name contains 'O'Malley'", "id in (1,2"]) {
      expect(await site.get(`/company/companies?${encoded(wrong)}`)).toMatchObject({ status: 400, json: { code: "ConnectWiseApi" } });
    }
  });

  it("a field the data overrides is filtered as the wire shows it", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.editProduct(101, { wire: { inactiveFlag: null } });
    expect(ids(await site.get(`/procurement/catalog?${encoded("id=101 and inactiveFlag=false")}`))).toEqual([]);
    expect(rows(await site.get(`/procurement/catalog?${encoded("id=101")}`))[0]).toMatchObject({ inactiveFlag: null });
  });

  it("every short way to a field gives what the whole record gives", async () => {
    const { simulator, site } = await testSimulator();
    const all = await site.get("/procurement/catalog?pageSize=1000");
    expect(rows(all)).toHaveLength(304);
    for (const product of simulator.data.products()) {
      const conditions = `id=${product.id} and identifier='${product.identifier}' and inactiveFlag=${String(product.inactiveFlag)} and productClass='${product.productClass}'`;
      expect(ids(await site.get(`/procurement/catalog?${encoded(conditions)}`))).toEqual([product.id]);
    }
  });

  it("survives NUL, emoji, quotes and very long text in the data", async () => {
    const { simulator, site } = await testSimulator();
    const name = `a\u0000b ☕ "q" 'q' ${"x".repeat(5000)}`;
    simulator.data.editCompany(250, { name });
    const answer = await site.get("/company/companies/250");
    expect(answer.text).toContain(String.raw`a\u0000b ☕ \"q\" 'q'`);
    expect(answer.json).toMatchObject({ name });
  });

  it("references to deleted records keep their id", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.deleteCompany(250);
    simulator.data.deleteProduct(101);
    expect((await site.get("/finance/agreements/2001")).json).toMatchObject({ company: { id: 250, name: "" } });
    expect((await site.get("/finance/agreements/2001/additions/41000")).json).toMatchObject({ product: { id: 101, identifier: "" } });
    expect((await site.get("/procurement/catalog/101")).status).toBe(404);
  });
});
