import { startConnectWiseSimulator, type AdditionRecord, type PersonEdits, type Simulator } from "@integrations/connectwise-simulator";
import type { Clock } from "@integrations/core";
import type { CustomerSetup, LineSetup, WorldSetup } from "./world-setup.ts";

/** A partner's ConnectWise, with names for its records: customers and product identifiers instead of ids. */
export interface Site {
  readonly simulator: Simulator;
  /** What a person at the screen sees and does. */
  readonly psa: PersonEdits;
  companyId(customer: string): number;
  agreementId(customer: string): number;
  productId(identifier: string): number;
  /** The newest line of this product on this customer's agreement. @throws Error where there is none */
  line(customer: string, identifier: string): AdditionRecord;
  /** The customer an agreement was made for, and a product's identifier; the id itself for one nobody named. */
  nameOfAgreement(id: number | string): string;
  nameOfProduct(id: number | string): string;
  /** Makes a customer's company, agreement and lines. */
  add(customer: string, setup: CustomerSetup): void;
  /** Every line, as `alder FILTER 12`, with `until 2026-03-31` where it is cancelled. */
  standing(): string[];
}

export const COMPANY_ID = "acme_c";

export async function startSite(setup: WorldSetup, clock: Clock): Promise<Site> {
  const simulator = await startConnectWiseSimulator({
    clock,
    controlPort: false,
    tenants: [
      {
        companyId: COMPANY_ID,
        ...(setup.members === undefined ? {} : { members: setup.members }),
        ...(setup.behaviour === undefined ? {} : { behaviour: setup.behaviour }),
      },
    ],
  });
  const site = namedSite(simulator);
  for (const [identifier, changes] of Object.entries(setup.products ?? {})) site.psa.addProduct({ ...changes, identifier });
  for (const [customer, customerSetup] of Object.entries(setup.customers ?? {})) site.add(customer, customerSetup);
  return site;
}

function namedSite(simulator: Simulator): Site {
  const psa = simulator.data;
  const agreements = new Map<string, { readonly companyId: number; readonly id: number }>();
  const agreementOf = (customer: string): { readonly companyId: number; readonly id: number } => {
    const found = agreements.get(customer);
    if (found === undefined) throw new Error(`There is no customer ${customer} at the site.`);
    return found;
  };
  const productId = (identifier: string): number => {
    const found = psa.products().find((product) => product.identifier === identifier);
    if (found === undefined) throw new Error(`There is no product ${identifier} at the site.`);
    return found.id;
  };
  const nameOfAgreement = (id: number | string): string =>
    [...agreements].find(([, agreement]) => agreement.id === Number(id))?.[0] ?? String(id);
  const nameOfProduct = (id: number | string): string => psa.product(Number(id))?.identifier ?? String(id);
  return {
    simulator,
    psa,
    companyId: (customer) => agreementOf(customer).companyId,
    agreementId: (customer) => agreementOf(customer).id,
    productId,
    line: (customer, identifier) => {
      const found = psa.lines(agreementOf(customer).id).findLast((line) => line.productId === productId(identifier));
      if (found === undefined) throw new Error(`${customer} has no line of ${identifier}.`);
      return found;
    },
    nameOfAgreement,
    nameOfProduct,
    add: (customer, { sharesWith, agreement, lines = {} }) => {
      if (sharesWith !== undefined) {
        agreements.set(customer, agreementOf(sharesWith));
      } else {
        const company = psa.addCompany({ name: `Company ${customer}` });
        const startDate = "2025-01-01T00:00:00Z";
        const made = psa.addAgreement({ startDate, ...agreement, companyId: company.id, name: `Agreement ${customer}` });
        agreements.set(customer, { companyId: company.id, id: made.id });
      }
      for (const [identifier, given] of Object.entries(lines)) {
        for (const line of asList(given)) {
          psa.addLine({ ...fieldsOf(line), agreementId: agreementOf(customer).id, productId: productId(identifier) });
        }
      }
    },
    standing: () =>
      psa
        .allLines()
        .map(({ agreementId, productId: product, quantity, cancelledDate }) => {
          const end = cancelledDate === undefined ? "" : ` until ${cancelledDate.slice(0, 10)}`;
          return `${nameOfAgreement(agreementId)} ${nameOfProduct(product)} ${quantity}${end}`;
        })
        .toSorted(),
  };
}

function asList(given: LineSetup | readonly LineSetup[]): readonly LineSetup[] {
  return Array.isArray(given) ? (given as readonly LineSetup[]) : [given as LineSetup];
}

function fieldsOf(line: LineSetup): Exclude<LineSetup, number> {
  const effectiveDate = "2025-01-01T00:00:00Z";
  return typeof line === "number" ? { quantity: line, effectiveDate } : { effectiveDate, ...line };
}
