import { describe, expect, it } from "vitest";
import { generateDataset } from "./generate-dataset.ts";
import { sampleDataset } from "./sample-tenant.ts";

const TODAY = new Date("2025-06-11T09:30:00Z");
const SMALL = { seed: 7, companies: 20, agreementsPerCompany: 3, products: 400, additionsPerAgreement: 5, today: TODAY };

describe("generated data", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(generateDataset(SMALL)).toEqual(generateDataset(SMALL));
    expect(generateDataset({ ...SMALL, seed: 8 })).not.toEqual(generateDataset(SMALL));
  });

  it("has the size asked for, unique ids, and lines of different sellable products", () => {
    const { companies, agreements, products, additions } = generateDataset(SMALL);
    expect([companies.length, agreements.length, products.length, additions.length]).toEqual([20, 60, 400, 300]);
    for (const rows of [companies, agreements, products, additions]) expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const sellable = new Set(
      products.filter(({ productClass, inactiveFlag }) => productClass !== "Bundle" && !inactiveFlag).map(({ id }) => id),
    );
    for (const { id } of agreements) {
      const lines = additions.filter(({ agreementId }) => agreementId === id);
      expect(new Set(lines.map(({ productId }) => productId)).size).toBe(5);
      expect(lines.every(({ productId }) => sellable.has(productId))).toBe(true);
    }
  });

  it("keeps within the lengths ConnectWise allows", () => {
    const { companies, products } = generateDataset({ ...SMALL, companies: 500, products: 2000 });
    expect(companies.every(({ identifier, name }) => identifier.length <= 30 && name.length <= 50)).toBe(true);
    expect(products.every(({ identifier, description }) => identifier.length <= 75 && description.length <= 60)).toBe(true);
  });
});

describe("sample data", () => {
  it("refers to nothing that is not there", () => {
    const { companies, contacts, agreements, products, additions } = sampleDataset({ today: TODAY });
    const idsOf = (rows: ReadonlyArray<{ id: number }>): Set<number> => new Set(rows.map(({ id }) => id));
    const [companyIds, agreementIds, productIds, contactIds] = [companies, agreements, products, contacts].map((rows) => idsOf(rows));
    expect(agreements.every(({ companyId, contactId }) => companyIds?.has(companyId) && contactIds?.has(contactId ?? 0))).toBe(true);
    expect(additions.every(({ agreementId, productId }) => agreementIds?.has(agreementId) && productIds?.has(productId))).toBe(true);
    expect(products.length).toBeGreaterThanOrEqual(300);
    expect(companies.filter(({ types, deletedFlag }) => types.includes("Client") && !deletedFlag).length).toBeGreaterThanOrEqual(12);
    expect(companies.every(({ identifier, name }) => identifier.length <= 30 && name.length <= 50)).toBe(true);
    expect(products.every(({ description }) => description.length <= 60)).toBe(true);
  });

  it("moves its dates with the day", () => {
    const { agreements } = sampleDataset({ today: new Date("2031-01-31T23:00:00Z") });
    expect(agreements.find(({ id }) => id === 2016)?.endDate).toBe("2030-10-01T00:00:00Z");
  });

  it("gives each tenant records of its own", () => {
    const [one, other] = [sampleDataset({ today: TODAY }), sampleDataset({ today: TODAY })];
    for (const kind of ["companies", "products", "agreements", "additions"] as const) {
      expect(one[kind].every((row, index) => row !== other[kind][index])).toBe(true);
    }
  });
});
