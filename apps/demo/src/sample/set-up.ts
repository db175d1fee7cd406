import type { AppRouter } from "@integrations/api";
import { SAMPLE_CONNECTION } from "@integrations/connectwise-simulator";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { EMPTY_PARTNER, PLATFORM_MACHINE, SAMPLE_MACHINE, SAMPLE_PARTNER } from "../issuer/accounts.ts";
import type { Stack } from "../stack/stack.ts";
import { SAMPLE_CUSTOMERS, SAMPLE_MAPPINGS, type SampleCustomer } from "./customers.ts";

const PROVIDER = { providerId: "connectwise-manage" } as const;

type Api = TRPCClient<AppRouter>;

/** What the console does every day: tells partners, customers and what was counted. */
export async function pushAsConsole(stack: Stack, customers: readonly SampleCustomer[] = SAMPLE_CUSTOMERS): Promise<void> {
  const platform = await apiAs(stack, PLATFORM_MACHINE.id);
  await platform.platform.putPartners.mutate({ partners: [SAMPLE_PARTNER, EMPTY_PARTNER] });
  const observedAt = new Date().toISOString();
  for (const partnerId of [SAMPLE_PARTNER.id, EMPTY_PARTNER.id]) {
    await platform.platform.putCustomers.mutate({
      partnerId,
      customers: customers.map(({ id, name, domain }) => ({ id, name, domains: [domain] })),
    });
    await platform.platform.putQuantities.mutate({
      partnerId,
      observedAt,
      customers: customers.map(({ id, quantities }) => ({
        customerId: id,
        quantities: Object.entries(quantities).map(([service, quantity]) => ({ service, quantity })),
      })),
    });
  }
}

/** What the sample partner did in the console: enable, map, assign. Does nothing where that was done in an earlier start. */
export async function setUpAsPartner(stack: Stack): Promise<"set up" | "already set up"> {
  const partner = await apiAs(stack, SAMPLE_MACHINE.id);
  const integrations = await partner.integrations.list.query({});
  if (integrations.some((each) => each.providerId === PROVIDER.providerId && each.status !== "inactive")) return "already set up";
  await partner.connection.enable.mutate({ ...PROVIDER, config: { ...SAMPLE_CONNECTION } });
  await mapServices(partner);
  for (const customer of SAMPLE_CUSTOMERS) await assign(partner, customer);
  return "set up";
}

async function mapServices(partner: Api): Promise<void> {
  const assignments = [];
  for (const [service, identifier] of Object.entries(SAMPLE_MAPPINGS)) {
    const { items } = await partner.mapping.products.query({ ...PROVIDER, search: identifier });
    assignments.push({ service, productId: one(items, (product) => product.identifier === identifier, `product ${identifier}`).id });
  }
  await partner.mapping.save.mutate({ ...PROVIDER, assignments });
}

async function assign(partner: Api, { id: customerId, billedBy }: SampleCustomer): Promise<void> {
  if (billedBy === undefined) return;
  const companies = await partner.customers.companies.query({ ...PROVIDER, search: billedBy.company });
  const company = one(companies.items, ({ name }) => name === billedBy.company, `company ${billedBy.company}`);
  const agreements = await partner.customers.agreements.query({ ...PROVIDER, companyId: company.id });
  const agreement = one(agreements.items, ({ name }) => name === billedBy.agreement, `agreement ${billedBy.agreement}`);
  await partner.customers.assign.mutate({ ...PROVIDER, customerId, companyId: company.id, agreementId: agreement.id });
}

async function apiAs(stack: Stack, machineId: string): Promise<Api> {
  const token = await stack.machineToken(machineId);
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${stack.url}/trpc`, headers: { authorization: `Bearer ${token}` } })] });
}

function one<Item>(items: readonly Item[], isWanted: (item: Item) => boolean, name: string): Item {
  const found = items.find(isWanted);
  if (found === undefined) throw new Error(`The sample data has no ${name}.`);
  return found;
}
