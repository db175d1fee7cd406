import { describe, expect, it } from "vitest";
import type { NewAgreement } from "../store/person-edits.ts";
import { ids, rows, type SiteAnswer, type SiteCaller } from "../testing/site-calls.ts";
import { testSimulator } from "../testing/test-simulator.ts";

const ADDITIONS = "/finance/agreements/2001/additions";

const patch = (site: SiteCaller, path: string, ...operations: unknown[]): Promise<SiteAnswer> =>
  site.call("PATCH", path, { body: operations });
const replaceQuantity = (value: unknown, path = "quantity"): unknown => ({ op: "replace", path, value });
const create = (site: SiteCaller, body: unknown, path = ADDITIONS): Promise<SiteAnswer> => site.call("POST", path, { body });

describe("reading lines", () => {
  it("lists the lines of one agreement with all their fields", async () => {
    const { site } = await testSimulator();
    const answer = await site.get(`${ADDITIONS}?orderBy=id asc`);
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
    expect(rows(answer)[0]).not.toHaveProperty("cancelledDate");
  });

  it("shows what is included as not billed, null as null, and numbers with two decimals", async () => {
    const { simulator, site } = await testSimulator();
    const included = await site.get("/finance/agreements/2014/additions?conditions=lessIncluded=1");
    expect(rows(included)[0]).toMatchObject({ quantity: 11, lessIncluded: 1, billedQuantity: 10, extPrice: 45 });
    expect(included.text).toContain('"quantity":11.00,"lessIncluded":1.00,"unitPrice":4.5,');
    simulator.tenant().setBehaviour({ decimals: "shortest" });
    expect((await site.get("/finance/agreements/2014/additions")).text).not.toContain(".00");
    const missing = await site.get("/finance/agreements/2017/additions?conditions=quantity=null");
    expect(rows(missing)[0]?.quantity).toBeNull();
  });

  it("a line is found on its own agreement only", async () => {
    const { site } = await testSimulator();
    expect((await site.get(`${ADDITIONS}/41000`)).json).toMatchObject({ id: 41000, agreementId: 2001 });
    expect(await site.get("/finance/agreements/2002/additions/41000")).toMatchObject({ status: 404, json: { code: "NotFound" } });
    expect(await site.get("/finance/agreements/57919/additions")).toMatchObject({ json: { message: "Agreement 57919 not found" } });
    expect((await site.get("/finance/agreements/99999999999/additions")).status).toBe(404);
    expect((await site.get("/finance/agreements/x/additions")).status).toBe(404);
  });
});

describe("changing a line", () => {
  it.each(["quantity", "/quantity"])("sets the quantity by a patch of %s and answers with the whole line", async (path) => {
    const { simulator, site } = await testSimulator();
    const before = simulator.data.line(41000);
    const answer = await patch(site, `${ADDITIONS}/41000`, replaceQuantity(12, path));
    expect(answer).toMatchObject({
      status: 200,
      json: { id: 41000, quantity: 12, product: { id: 101 }, extPrice: 30, _info: { updatedBy: "api-integration" } },
    });
    expect(simulator.data.line(41000)).toEqual({
      ...before,
      quantity: 12,
      updatedBy: "api-integration",
      updatedAt: "2025-06-11T09:30:00Z",
    });
    expect(simulator.requests.last()?.effect).toEqual({
      kind: "updated",
      agreementId: 2001,
      additionId: 41000,
      productId: 101,
      quantityBefore: 14,
      quantityAfter: 12,
      stored: true,
    });
  });

  it("takes fractions, zero, negative numbers and null as they are", async () => {
    const { simulator, site } = await testSimulator();
    for (const quantity of [2.5, 0, -3, null, 1e9]) {
      expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(quantity))).status).toBe(200);
      expect(simulator.data.line(41000)?.quantity).toBe(quantity);
    }
  });

  it("applies all operations or none", async () => {
    const { simulator, site } = await testSimulator();
    const answer = await patch(site, `${ADDITIONS}/41000`, replaceQuantity(12), { op: "replace", path: "billedQuantity", value: 1 });
    expect(answer).toMatchObject({ status: 400, json: { code: "InvalidObject", errors: [{ field: "billedQuantity" }] } });
    expect(simulator.data.line(41000)?.quantity).toBe(14);
    await patch(site, `${ADDITIONS}/41000`, replaceQuantity(12), { op: "add", path: "/cancelledDate", value: "2025-07-01T00:00:00Z" });
    expect(simulator.data.line(41000)).toMatchObject({ quantity: 12, cancelledDate: "2025-07-01T00:00:00Z" });
    await patch(site, `${ADDITIONS}/41000`, { op: "remove", path: "cancelledDate" });
    expect(simulator.data.line(41000)).not.toHaveProperty("cancelledDate");
  });

  it.each([
    ["no list", { op: "replace", path: "quantity", value: 1 }],
    ["an empty list", []],
    ["an unknown op", [{ op: "increment", path: "quantity", value: 1 }]],
    ["no path", [{ op: "replace", value: 1 }]],
    ["a text for a number", [{ op: "replace", path: "quantity", value: "12" }]],
    ["a field that is not there", [{ op: "replace", path: "constructor", value: 1 }]],
    ["null in the list", [null]],
  ])("refuses %s", async (_name, body) => {
    const { simulator, site } = await testSimulator();
    expect((await site.call("PATCH", `${ADDITIONS}/41000`, { body })).status).toBe(400);
    expect(simulator.data.line(41000)?.quantity).toBe(14);
  });

  it("refuses text that is not JSON, and a body of another type", async () => {
    const { site } = await testSimulator();
    expect((await site.call("PATCH", `${ADDITIONS}/41000`, { body: "[{" })).status).toBe(400);
    const asText = { body: [replaceQuantity(1)], headers: { "content-type": "text/plain" } };
    expect((await site.call("PATCH", `${ADDITIONS}/41000`, asText)).status).toBe(415);
    const asPatch = { body: [replaceQuantity(1)], headers: { "content-type": "application/json-patch+json" } };
    expect((await site.call("PATCH", `${ADDITIONS}/41000`, asPatch)).status).toBe(200);
  });
});

describe("adding a line", () => {
  it("gives defaults to what is not sent, and money from the catalog", async () => {
    const { simulator, site } = await testSimulator();
    const answer = await create(site, { product: { id: 107 }, quantity: 5, billCustomer: "Billable" });
    expect(answer).toMatchObject({
      status: 201,
      json: {
        product: { id: 107, identifier: "SHIELD" },
        quantity: 5,
        unitPrice: 2.75,
        unitCost: 1.3,
        extPrice: 13.75,
        effectiveDate: "2025-06-11T00:00:00Z",
        description: "Shield Account Takeover Defense",
        agreementId: 2001,
      },
    });
    const { id } = answer.json as { id: number };
    expect(answer.headers.get("location")).toBe(`${simulator.url}/v2025_1/apis/3.0${ADDITIONS}/${id}`);
    expect(ids(await site.get(`${ADDITIONS}?pageSize=1000`))).toContain(id);
    expect(simulator.requests.writes().map(({ effect }) => effect?.kind)).toEqual(["created"]);
  });

  it("finds the product by identifier too, and a second line of one product is legal", async () => {
    const { simulator, site } = await testSimulator();
    expect((await create(site, { product: { identifier: "CLOUDFILTER" }, billCustomer: "NoCharge" })).json).toMatchObject({
      quantity: 1,
      extPrice: 0,
    });
    expect(simulator.data.lines(2001).filter((line) => line.productId === 101)).toHaveLength(2);
  });

  it.each([
    ["no product", { billCustomer: "Billable" }, "MissingRequiredField", "product"],
    ["no billCustomer", { product: { id: 107 } }, "MissingRequiredField", "billCustomer"],
    ["an unknown product", { product: { id: 99_999 }, billCustomer: "Billable" }, "InvalidField", "product"],
    ["a bundle product", { product: { id: 111 }, billCustomer: "Billable" }, "InvalidField", "product"],
    ["an inactive product", { product: { id: 112 }, billCustomer: "Billable" }, "InvalidField", "product"],
    ["an unknown billCustomer", { product: { id: 107 }, billCustomer: "Always" }, "InvalidField", "billCustomer"],
    ["a text for a number", { product: { id: 107 }, billCustomer: "Billable", quantity: "5" }, "InvalidField", "quantity"],
    ["a date that is none", { product: { id: 107 }, billCustomer: "Billable", effectiveDate: "tomorrow" }, "InvalidField", "effectiveDate"],
    [
      "a start before billing starts",
      { product: { id: 107 }, billCustomer: "Billable", effectiveDate: "2020-01-01T00:00:00Z" },
      "InvalidField",
      "effectiveDate",
    ],
  ])("refuses %s", async (_name, body, code, field) => {
    const { simulator, site } = await testSimulator();
    const count = simulator.data.allLines().length;
    expect(await create(site, body)).toMatchObject({
      status: 400,
      json: { code: "InvalidObject", message: "addition object is invalid", errors: [{ code, field, resource: "addition" }] },
    });
    expect(simulator.data.allLines()).toHaveLength(count);
  });

  it("refuses a line dated in an invoiced period where the agreement does not prorate", async () => {
    const { simulator, site } = await testSimulator();
    const path = "/finance/agreements/2012/additions";
    const line = { product: { id: 107 }, billCustomer: "Billable" };
    expect(await create(site, line, path)).toMatchObject({ status: 400, json: { errors: [{ field: "effectiveDate" }] } });
    expect((await create(site, { ...line, effectiveDate: simulator.data.agreement(2012)?.nextInvoiceDate }, path)).status).toBe(201);
    simulator.data.editAgreement(2012, { prorateFlag: true });
    expect((await create(site, line, path)).status).toBe(201);
  });

  it("shows the refusals with a list of errors, with null and without one", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().setBehaviour({ errorList: "null" });
    expect((await create(site, {})).json).toEqual({ code: "InvalidObject", message: "addition object is invalid", errors: null });
    simulator.tenant().setBehaviour({ errorList: "absent" });
    expect((await create(site, {})).json).toEqual({ code: "InvalidObject", message: "addition object is invalid" });
  });
});

describe("what nobody should send", () => {
  it("PUT resets what it does not name", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.editLine(41000, { unitPrice: 99, description: "By hand", serialNumber: "S1" });
    await site.call("PUT", `${ADDITIONS}/41000`, { body: { product: { id: 101 }, billCustomer: "Billable" } });
    expect(simulator.data.line(41000)).toMatchObject({ quantity: 1, unitPrice: 2.5, description: "CloudFilter Email Security" });
    expect(simulator.data.line(41000)).not.toHaveProperty("serialNumber");
  });

  it("DELETE removes the line, and the log tells", async () => {
    const { simulator, site } = await testSimulator();
    expect(await site.call("DELETE", `${ADDITIONS}/41000`)).toMatchObject({ status: 204, text: "" });
    expect(simulator.data.line(41000)).toBeUndefined();
    expect(simulator.requests.last()).toMatchObject({ method: "DELETE", effect: { kind: "deleted", quantityBefore: 14 } });
  });

  it("a patch of money is stored, so that a test can see it", async () => {
    const { simulator, site } = await testSimulator();
    await patch(site, `${ADDITIONS}/41000`, { op: "replace", path: "unitPrice", value: 1 });
    expect(simulator.data.line(41000)?.unitPrice).toBe(1);
  });
});

describe("answers the vendor leaves open", () => {
  const ENDED: NewAgreement = { companyId: 250, name: "Ended", startDate: "2024-01-01T00:00:00Z", endDate: "2025-06-10T00:00:00Z" };

  it("a cancelled line can be patched, or not", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.cancelLine(41000);
    expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(1))).status).toBe(200);
    simulator.tenant().setBehaviour({ patchOfCancelledLine: "refused" });
    expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(2))).status).toBe(400);
    simulator.data.editLine(41000, { cancelledDate: "2025-12-01T00:00:00Z" });
    expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(3))).status).toBe(200);
  });

  it("an ended agreement can be written to, or not", async () => {
    const { simulator, site } = await testSimulator();
    const agreement = simulator.data.addAgreement(ENDED);
    const line = simulator.data.addLine({ agreementId: agreement.id, productId: 101 });
    const path = `/finance/agreements/${agreement.id}/additions`;
    expect((await patch(site, `${path}/${line.id}`, replaceQuantity(2))).status).toBe(200);
    simulator.tenant().setBehaviour({ writeOnEndedAgreement: "refused" });
    expect((await patch(site, `${path}/${line.id}`, replaceQuantity(3))).status).toBe(400);
    expect((await create(site, { product: { id: 107 }, billCustomer: "Billable" }, path)).status).toBe(400);
    expect(simulator.data.line(line.id)?.quantity).toBe(2);
  });

  it("a quantity can become 0, or not", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().setBehaviour({ patchToZero: "refused" });
    expect(await patch(site, `${ADDITIONS}/41000`, replaceQuantity(0))).toMatchObject({
      status: 400,
      json: { errors: [{ field: "quantity" }] },
    });
    simulator.tenant().setBehaviour({ patchToZero: "allowed" });
    expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(0))).status).toBe(200);
  });

  it("custom fields can be demanded with every write", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().setBehaviour({ customFieldsDemanded: true });
    const refused = { status: 400, json: { errors: [{ code: "MissingRequiredField", field: "customFields" }] } };
    expect(await patch(site, `${ADDITIONS}/41000`, replaceQuantity(1))).toMatchObject(refused);
    expect(await create(site, { product: { id: 107 }, billCustomer: "Billable" })).toMatchObject(refused);
    expect((await patch(site, `${ADDITIONS}/41000`, replaceQuantity(1), { op: "replace", path: "customFields", value: [] })).status).toBe(
      200,
    );
    expect((await create(site, { product: { id: 107 }, billCustomer: "Billable", customFields: [] })).status).toBe(201);
  });

  it("an inactive product can be added, or not", async () => {
    const { simulator, site } = await testSimulator();
    simulator.tenant().setBehaviour({ newLineOfInactiveProduct: "allowed" });
    expect((await create(site, { product: { id: 112 }, billCustomer: "Billable" })).status).toBe(201);
  });

  it("a line's status is its agreement's, or its own", async () => {
    const { simulator, site } = await testSimulator();
    simulator.data.cancelLine(41000);
    expect((await site.get(`${ADDITIONS}/41000`)).json).toMatchObject({ agreementStatus: "Active" });
    simulator.tenant().setBehaviour({ lineStatusIs: "line" });
    expect((await site.get(`${ADDITIONS}/41000`)).json).toMatchObject({ agreementStatus: "Cancelled" });
  });
});
