import {
  DEFAULT_KEYS,
  startConnectWiseSimulator,
  type AdditionRecord,
  type FaultMatch,
  type LoggedRequest,
  type PersonEdits,
  type Simulator,
} from "@integrations/connectwise-simulator";
import type { Clock } from "@integrations/core";
import { breachesOfRequest, doubledLines } from "./never-rules.ts";
import { MOMENTS, momentOf } from "./night.ts";
import { AgreementNames, type Person, type PlainMoment, type PsaSite } from "./psa-site.ts";
import type { CustomerSetup, LineSetup, WorldSetup } from "./world-setup.ts";

/** A partner's ConnectWise, with names for its records: customers and product identifiers instead of ids. */
export interface Site extends PsaSite<CustomerSetup, LoggedRequest> {
  readonly simulator: Simulator;
  /** What a person at the screen sees and does. */
  readonly psa: PersonEdits;
  /** The newest line of this product on this customer's agreement. @throws Error where there is none */
  line(customer: string, identifier: string): AdditionRecord;
}

export const COMPANY_ID = "acme_c";

const PLAIN_MOMENTS: Readonly<Record<PlainMoment, FaultMatch>> = {
  agreements: MOMENTS.agreements,
  products: MOMENTS.products,
  lines: MOMENTS.lines,
  set: MOMENTS.PATCH,
  add: MOMENTS.POST,
};

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
  const agreements = new AgreementNames();
  const productId = (identifier: string): number => {
    const found = psa.products().find((product) => product.identifier === identifier);
    if (found === undefined) throw new Error(`There is no product ${identifier} at the site.`);
    return found.id;
  };
  const nameOfAgreement = (id: number | string): string => agreements.nameOf(id);
  const nameOfProduct = (id: number | string): string => psa.product(Number(id))?.identifier ?? String(id);
  const site: Site = {
    providerId: "connectwise-manage",
    config: { companyId: COMPANY_ID, ...DEFAULT_KEYS, useCustomSite: false },
    keys: { ...DEFAULT_KEYS },
    simulator,
    psa,
    companyId: (customer) => agreements.of(customer).companyId,
    agreementId: (customer) => agreements.of(customer).id,
    productId,
    line: (customer, identifier) => {
      const found = psa.lines(agreements.of(customer).id).findLast((line) => line.productId === productId(identifier));
      if (found === undefined) throw new Error(`${customer} has no line of ${identifier}.`);
      return found;
    },
    nameOfAgreement,
    nameOfProduct,
    add: (customer, { sharesWith, agreement, lines = {} }) => {
      if (sharesWith !== undefined) {
        agreements.set(customer, agreements.of(sharesWith));
      } else {
        const company = psa.addCompany({ name: `Company ${customer}` });
        const startDate = "2025-01-01T00:00:00Z";
        const made = psa.addAgreement({ startDate, ...agreement, companyId: company.id, name: `Agreement ${customer}` });
        agreements.set(customer, { companyId: company.id, id: made.id });
      }
      for (const [identifier, given] of Object.entries(lines)) {
        for (const line of asList(given)) {
          psa.addLine({ ...fieldsOf(line), agreementId: agreements.of(customer).id, productId: productId(identifier) });
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
    momentOf,
    meet: (moment, what, { at = "before", ...when } = {}) => {
      const fault = typeof what === "function" ? ({ kind: "call", run: async () => void (await what()), at } as const) : what;
      simulator.faults.inject({ match: PLAIN_MOMENTS[moment], ...when, fault });
    },
    person: personAt(() => site),
    breaches: () => {
      const requests = simulator.requests.list();
      return [...requests.flatMap((request) => breachesOfRequest(request)), ...doubledLines(site, requests)];
    },
  };
  return site;
}

function personAt(siteOf: () => Site): Person {
  const member = { publicKey: DEFAULT_KEYS.publicKey, privateKey: DEFAULT_KEYS.privateKey };
  return {
    setLine: (customer, product, quantity) => void siteOf().psa.editLine(siteOf().line(customer, product).id, { quantity }),
    addLine: (customer, product, quantity) => siteOf().add(customer, { sharesWith: customer, lines: { [product]: quantity } }),
    removeLines: (customer, product) => {
      const { psa, agreementId, productId } = siteOf();
      const lines = psa.lines(agreementId(customer)).filter((line) => line.productId === productId(product));
      for (const line of lines) psa.deleteLine(line.id);
    },
    endAgreement: (customer) => void siteOf().psa.editAgreement(siteOf().agreementId(customer), { cancelledFlag: true }),
    retireProduct: (product) => void siteOf().psa.editProduct(siteOf().productId(product), { inactiveFlag: true }),
    revokeKeys: () => siteOf().simulator.tenant().removeMember(member.publicKey),
    restoreKeys: () => void siteOf().simulator.tenant().addMember(member),
  };
}

function asList(given: LineSetup | readonly LineSetup[]): readonly LineSetup[] {
  return Array.isArray(given) ? (given as readonly LineSetup[]) : [given as LineSetup];
}

function fieldsOf(line: LineSetup): Exclude<LineSetup, number> {
  const effectiveDate = "2025-01-01T00:00:00Z";
  return typeof line === "number" ? { quantity: line, effectiveDate } : { effectiveDate, ...line };
}
