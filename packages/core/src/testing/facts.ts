import type { AgreementFacts } from "../planner/plan-agreement.ts";
import type { LineDecision, RememberedLine } from "../planner/plan-input.ts";
import type { AgreementWant } from "../planner/wants.ts";
import type { Agreement, Line, Product } from "../provider/provider.ts";

/** Small complete facts for tests of the planner: one agreement `agreement`, one product `product`, a day in spring. */
export const TODAY = "2026-03-10";
export const YESTERDAY = "2026-03-09";
export const TOMORROW = "2026-03-11";

export function line(fields: Partial<Line> = {}): Line {
  return { id: "line", agreementId: "agreement", productId: "product", quantity: 1, effectiveOn: null, cancelledOn: null, ...fields };
}

export function agreement(fields: Partial<Agreement> = {}): Agreement {
  return {
    id: "agreement",
    name: "Agreement",
    companyId: "company",
    companyName: "Company",
    type: null,
    state: "active",
    endsOn: null,
    billingStartsOn: null,
    nextInvoiceOn: null,
    ...fields,
  };
}

export function product(fields: Partial<Product> = {}): Product {
  return { id: "product", identifier: "PRODUCT", description: "Product", active: true, allowedOnAgreement: true, ...fields };
}

export function remembered(lineId: string, decision: LineDecision | null = null, productId = "product"): RememberedLine {
  return { agreementId: "agreement", productId, lineId, decision };
}

/** A known want of one customer: product id to quantity. */
export function want(quantities: Readonly<Record<string, number>>, fields: Partial<AgreementWant> = {}): AgreementWant {
  return {
    agreementId: "agreement",
    customerIds: ["customer"],
    quantities: new Map(Object.entries(quantities)),
    zeroPolicies: new Map(),
    unknown: [],
    ...fields,
  };
}

export function facts(fields: Partial<AgreementFacts> = {}): AgreementFacts {
  return {
    today: TODAY,
    want: want({ product: 5 }),
    agreement: agreement(),
    lines: [],
    remembered: [],
    products: new Map([["product", product()]]),
    ...fields,
  };
}
