import type { TenantOptions } from "@integrations/connectwise-simulator";

const DAY = "2026-01-01T00:00:00Z";
const UPDATED = { updatedAt: DAY, updatedBy: "Office" };

export const KEYS = { companyId: "outside_msp", publicKey: "PubOutside01", privateKey: "PrivOutside01" } as const;

export const PRODUCTS = { filter: 11, secure: 12, bracket: 13, backup: 14 } as const;
export const AGREEMENTS = { shared: 501, single: 502, untouched: 503 } as const;
export const COMPANIES = { shared: 301, single: 302 } as const;

/** Two companies and three agreements; some lines are mapped, some are somebody else's. */
export function samplePsa(): TenantOptions {
  return {
    companyId: KEYS.companyId,
    members: [{ publicKey: KEYS.publicKey, privateKey: KEYS.privateKey }],
    dataset: () => ({
      companies: [company(COMPANIES.shared, "Oak Street Group"), company(COMPANIES.single, "Pine Lane Bakery")],
      contacts: [],
      products: [
        product(PRODUCTS.filter, "MAIL-FILTER"),
        product(PRODUCTS.secure, "MAIL-SECURE"),
        product(PRODUCTS.bracket, "MAIL-BRACKET"),
        product(PRODUCTS.backup, "BACKUP"),
      ],
      agreements: [
        agreement(AGREEMENTS.shared, COMPANIES.shared),
        agreement(AGREEMENTS.single, COMPANIES.single),
        agreement(AGREEMENTS.untouched, COMPANIES.single),
      ],
      additions: [
        line(9001, AGREEMENTS.shared, PRODUCTS.filter, 3),
        line(9002, AGREEMENTS.shared, PRODUCTS.backup, 8),
        line(9003, AGREEMENTS.single, PRODUCTS.filter, 10),
        line(9004, AGREEMENTS.single, PRODUCTS.secure, 4),
        line(9005, AGREEMENTS.single, PRODUCTS.backup, 2.5),
        line(9006, AGREEMENTS.untouched, PRODUCTS.filter, 99),
      ],
    }),
  };
}

function company(id: number, name: string) {
  return { id, name, identifier: name.replaceAll(" ", ""), status: "Active", types: ["Client"], deletedFlag: false, ...UPDATED };
}

function product(id: number, identifier: string) {
  return {
    id,
    identifier,
    description: identifier,
    inactiveFlag: false,
    productClass: "Service" as const,
    category: "Cloud",
    subcategory: "Mail",
    type: "Subscription",
    unitOfMeasure: "Each",
    price: 7.5,
    cost: 3.25,
    taxableFlag: true,
    ...UPDATED,
  };
}

function agreement(id: number, companyId: number) {
  return {
    id,
    companyId,
    name: `Agreement ${id}`,
    type: "Managed Services",
    startDate: DAY,
    noEndingDateFlag: true,
    billStartDate: DAY,
    prorateFlag: true,
    cancelledFlag: false,
    ...UPDATED,
  };
}

function line(id: number, agreementId: number, productId: number, quantity: number) {
  return {
    id,
    agreementId,
    productId,
    quantity,
    lessIncluded: 0,
    unitPrice: 6.99,
    unitCost: 2.75,
    billCustomer: "Billable" as const,
    effectiveDate: DAY,
    description: "Kept by hand",
    invoiceDescription: "Kept by hand",
    taxableFlag: true,
    ...UPDATED,
  };
}
