import {
  DEFAULT_USER,
  startAutotaskSimulator,
  type FaultMatch,
  type LineView,
  type LoggedRequest,
  type PersonEdits,
  type Simulator,
} from "@integrations/autotask-simulator";
import type { Clock } from "@integrations/core";
import { AgreementNames, type Person, type PlainCustomer, type PlainMoment, type PsaSite } from "./psa-site.ts";
import type { PlainSetup } from "./world-setup.ts";

/** A partner's Autotask, with names for its records. */
export interface AutotaskSite extends PsaSite<PlainCustomer, LoggedRequest> {
  readonly simulator: Simulator;
  readonly psa: PersonEdits;
}

const STARTS_ON = "2026-01-01";
const ENDS_ON = "2026-12-31";
const ADJUSTMENTS = { method: "POST", path: "/Contracts/*/ServiceAdjustments" } as const;

const PLAIN_MOMENTS: Readonly<Record<PlainMoment, FaultMatch>> = {
  agreements: { method: "POST", path: "/Contracts/query" },
  products: { method: "POST", path: "/Services/query" },
  lines: { method: "POST", path: "/ContractServiceUnits/query" },
  set: { ...ADJUSTMENTS, bodyIncludes: '"contractServiceID"' },
  add: { ...ADJUSTMENTS, bodyIncludes: '"serviceID"' },
};

export async function startAutotaskSite(setup: PlainSetup, clock: Clock): Promise<AutotaskSite> {
  const simulator = await startAutotaskSimulator({ clock, controlPort: false, tenants: [{ id: "acme" }] });
  const site = namedSite(simulator);
  for (const name of Object.keys(setup.products ?? {})) site.psa.addItem({ name });
  for (const [customer, customerSetup] of Object.entries(setup.customers ?? {})) site.add(customer, customerSetup);
  return site;
}

function namedSite(simulator: Simulator): AutotaskSite {
  const psa = simulator.data;
  const agreements = new AgreementNames();
  const productId = (name: string): number => {
    const found = psa.items().find((item) => item.name === name);
    if (found === undefined) throw new Error(`There is no service ${name} at the site.`);
    return found.id;
  };
  const nameOfProduct = (id: number | string): string => psa.items().find((item) => item.id === Number(id))?.name ?? String(id);
  const shown = ({ id, contractID, itemID, finalUnits }: LineView): string => {
    const lastOn = psa.units(id).at(-1)?.endDate ?? ENDS_ON;
    return `${agreements.nameOf(contractID)} ${nameOfProduct(itemID)} ${finalUnits}${lastOn < ENDS_ON ? ` until ${lastOn}` : ""}`;
  };
  const site: AutotaskSite = {
    providerId: "autotask",
    config: { ...DEFAULT_USER, integrationCode: "ACMETRACKINGIDENTIFIER", datePolicy: "today" },
    keys: { secret: DEFAULT_USER.secret },
    simulator,
    psa,
    companyId: (customer) => agreements.of(customer).companyId,
    agreementId: (customer) => agreements.of(customer).id,
    productId,
    nameOfAgreement: (id) => agreements.nameOf(id),
    nameOfProduct,
    add: (customer, { sharesWith, lines = {} }) => {
      if (sharesWith !== undefined) {
        agreements.set(customer, agreements.of(sharesWith));
      } else {
        const { id: companyID } = psa.addCompany({ companyName: `Company ${customer}` });
        const dates = { startDate: STARTS_ON, endDate: ENDS_ON };
        const { id } = psa.addContract({ ...dates, companyID, contractName: `Contract ${customer}` });
        agreements.set(customer, { companyId: companyID, id });
      }
      for (const [name, units] of Object.entries(lines)) {
        psa.addLine({ contractID: agreements.of(customer).id, itemID: productId(name), units });
      }
    },
    standing: () =>
      simulator
        .tenant()
        .store.contracts.all()
        .flatMap((contract) => psa.lines(contract.id).map(shown))
        .toSorted(),
    momentOf: ({ method, path }) => `${method} ${path.replace(/\d+/, "*")}`,
    meet: (moment, what, { at = "before", ...when } = {}) => {
      const fault = typeof what === "function" ? ({ kind: "call", run: async () => void (await what()), at } as const) : what;
      simulator.faults.inject({ match: PLAIN_MOMENTS[moment], ...when, fault });
    },
    person: personAt(simulator, () => site),
    breaches: () => [...simulator.requests.list().flatMap(breachesOfRequest), ...doubledLines(site)],
  };
  return site;
}

function personAt(simulator: Simulator, siteOf: () => AutotaskSite): Person {
  const { data } = simulator;
  const linesOf = (customer: string, product: string): LineView[] =>
    data.lines(siteOf().agreementId(customer)).filter((line) => line.itemID === siteOf().productId(product));
  return {
    setLine: (customer, product, quantity) => {
      const line = linesOf(customer, product).at(-1);
      if (line === undefined) throw new Error(`${customer} has no line of ${product}.`);
      // From the first day on: a day can be adjusted only once, and the run needs today.
      data.adjustLine(line.id, quantity - line.finalUnits, STARTS_ON);
    },
    addLine: (customer, product, units) =>
      void data.addLine({ contractID: siteOf().agreementId(customer), itemID: siteOf().productId(product), units }),
    removeLines: (customer, product) => {
      for (const line of linesOf(customer, product)) data.deleteLine(line.id);
    },
    endAgreement: (customer) => void data.editContract(siteOf().agreementId(customer), { status: 0 }),
    retireProduct: (product) => void data.editItem(siteOf().productId(product), { isActive: false }),
    revokeKeys: () => void simulator.tenant().changeUser(DEFAULT_USER.userName, { secret: "AnotherSecret0002!" }),
    restoreKeys: () => void simulator.tenant().changeUser(DEFAULT_USER.userName, { secret: DEFAULT_USER.secret }),
  };
}

const FIELDS_OF_ADJUSTMENT = ["contractID", "contractServiceID", "effectiveDate", "serviceID", "unitChange"];

/** What the plugin's README says is never sent, and keys where none belong. */
function breachesOfRequest({ method, path, isWrite, body, headers }: LoggedRequest): string[] {
  const what = `${method} ${path}`;
  const keysShown = path.toLowerCase() === "/zoneinformation" && headers["secret"] !== undefined;
  if (!isWrite) return keysShown ? [`${what} carried the keys`] : [];
  const isAdjustment = method === "POST" && /^\/Contracts\/\d+\/ServiceAdjustments$/i.test(path);
  if (!isAdjustment || typeof body !== "object" || body === null) return [`${what} was sent, which is never allowed`];
  const { unitChange } = body as { readonly unitChange?: unknown };
  const isPlain = Object.keys(body).every((key) => FIELDS_OF_ADJUSTMENT.includes(key)) && Number.isInteger(unitChange) && unitChange !== 0;
  return isPlain ? [] : [`${what} sends more than it may: ${JSON.stringify(body)}`];
}

/** Two lines that both came from the platform, for one service on one contract. */
function doubledLines({ simulator, psa, nameOfAgreement, nameOfProduct }: AutotaskSite): string[] {
  const made = simulator.requests.list().flatMap(({ effect }) => (effect?.created === true && effect.stored ? [effect] : []));
  const there = made.filter(({ contractID, lineID }) => psa.lines(contractID).some((line) => line.id === lineID));
  const pairs = Map.groupBy(there, ({ contractID, itemID }) => `${nameOfAgreement(contractID)} ${nameOfProduct(itemID)}`);
  return [...pairs].filter(([, lines]) => lines.length > 1).map(([pair, lines]) => `${pair} was added ${lines.length} times`);
}
