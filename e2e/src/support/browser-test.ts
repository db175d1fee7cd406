import {
  DEFAULT_USER,
  SAMPLE_CONNECTION as AUTOTASK_SAMPLE,
  sampleTenant as autotaskSample,
  type Tenant as AutotaskTenant,
} from "@integrations/autotask-simulator";
import { DEFAULT_KEYS, sampleTenant, type Tenant } from "@integrations/connectwise-simulator";
import type { SampleAccount } from "@integrations/demo/accounts";
import type { Page } from "@playwright/test";
import { partnerAccount, partnerMachine } from "./accounts.ts";
import { test as stackTest, type BrowserStack } from "./browser-stack.ts";
import { trpcHttp, type TrpcHttp } from "./trpc-http.ts";

export { expect } from "@playwright/test";

export interface PushedCustomer {
  readonly id: string;
  readonly name: string;
  readonly domains?: readonly string[];
  /** Service or bundle code to units; absent = never counted. */
  readonly quantities?: Readonly<Record<string, number>>;
}

/** A partner nobody else uses, with a ConnectWise and an Autotask of its own. Nothing is set up. */
export interface BrowserPartner {
  readonly id: string;
  readonly name: string;
  readonly keys: { readonly companyId: string; readonly publicKey: string; readonly privateKey: string };
  readonly tenant: Tenant;
  readonly autotask: PartnerAutotask;
  /** The API as this partner, for what a test does not want to click. */
  readonly api: TrpcHttp;
  signIn(page: Page, path?: string): Promise<void>;
  /** As the console does: customers and what was counted now. */
  push(customers: readonly PushedCustomer[]): Promise<void>;
  /** Enables the integration without the browser. */
  enable(): Promise<void>;
  /**
   * Enables, maps and assigns without the browser.
   * @param mappings product id by service
   * @param assignments company and agreement id by customer
   */
  setUp(
    mappings?: Readonly<Record<string, number>>,
    assignments?: Readonly<Record<string, readonly [companyId: number, agreementId: number]>>,
  ): Promise<void>;
}

/** The partner's Autotask, and what to type into the form to reach it. */
export interface PartnerAutotask {
  readonly keys: { readonly userName: string; readonly secret: string; readonly integrationCode: string };
  readonly tenant: AutotaskTenant;
}

const PROVIDER_ID = "connectwise-manage";

export const CUSTOMERS: readonly PushedCustomer[] = [
  { id: "alder", name: "Alder Grove Dental", quantities: { cloudfilter: 15, safesend: 14 } },
  { id: "bayshore", name: "Bayshore Legal Partners", quantities: { cloudfilter: 42, bracket: 41 } },
  { id: "dunmore", name: "Dunmore Architects", quantities: { cloudfilter: 23, safesend: 23 } },
];

interface Fixtures {
  readonly partner: BrowserPartner;
}

let partners = 0;

export const test = stackTest.extend<Fixtures>({
  partner: async ({ stack }, use) => {
    partners += 1;
    await use(await newPartner(stack, partners));
  },
});

function newPartner(stack: BrowserStack, number: number): Promise<BrowserPartner> {
  return openPartner(stack, {
    account: partnerAccount(number),
    machineId: partnerMachine(number).id,
    name: `Partner ${number}`,
    companyId: `msp${number}`,
  });
}

/** Tells the platform of a partner, and opens a ConnectWise for it. */
export async function openPartner(
  stack: BrowserStack,
  {
    account,
    machineId,
    name,
    companyId,
  }: { readonly account: SampleAccount; readonly machineId: string; readonly name: string; readonly companyId: string },
): Promise<BrowserPartner> {
  const id = "partner_id" in account.claims ? account.claims.partner_id : "";
  await stack.platform.mutate("platform.putPartners", { partners: [{ id, name, timeZone: "America/New_York" }] });
  const tenant = stack.simulator.addTenant({ ...sampleTenant({ today: new Date() }), companyId });
  const keys = { companyId, ...DEFAULT_KEYS };
  const api = trpcHttp(stack.url, await stack.machineToken(machineId));
  const enable = async (): Promise<void> => {
    await api.mutate("connection.enable", { providerId: PROVIDER_ID, config: keys });
  };
  return {
    id,
    name,
    keys,
    tenant,
    autotask: openAutotask(stack, companyId),
    api,
    signIn: (page, path = "/") => signIn(page, path, account.name),
    push: async (customers) => {
      await stack.platform.mutate("platform.putCustomers", {
        partnerId: id,
        customers: customers.map(({ id: customerId, name: customerName, domains = [] }) => ({
          id: customerId,
          name: customerName,
          domains,
        })),
      });
      const counted = customers.flatMap(({ id: customerId, quantities }) =>
        quantities === undefined
          ? []
          : [{ customerId, quantities: Object.entries(quantities).map(([service, quantity]) => ({ service, quantity })) }],
      );
      await stack.platform.mutate("platform.putQuantities", { partnerId: id, observedAt: new Date().toISOString(), customers: counted });
    },
    enable,
    setUp: async (mappings = {}, assignments = {}) => {
      await enable();
      const chosen = Object.entries(mappings).map(([service, productId]) => ({ service, productId: String(productId) }));
      if (chosen.length > 0) await api.mutate("mapping.save", { providerId: PROVIDER_ID, assignments: chosen });
      for (const [customerId, [company, agreement]] of Object.entries(assignments)) {
        const place = { companyId: String(company), agreementId: String(agreement) };
        await api.mutate("customers.assign", { providerId: PROVIDER_ID, customerId, ...place });
      }
    },
  };
}

function openAutotask({ autotask }: BrowserStack, name: string): PartnerAutotask {
  const user = { ...DEFAULT_USER, userName: `${name}@api.example` };
  // A database of its own: the platform counts what each one bears.
  const tenant = autotask.addTenant({
    ...autotaskSample({ today: new Date() }),
    id: name,
    ci: autotask.tenants().length + 1,
    users: [user],
  });
  return { tenant, keys: { ...AUTOTASK_SAMPLE, userName: user.userName } };
}

async function signIn(page: Page, path: string, account: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: new RegExp(`^${account} `) }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/interaction") && !url.pathname.startsWith("/sign-in"));
}
