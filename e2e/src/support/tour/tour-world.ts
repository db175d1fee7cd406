import { createDatabase } from "@integrations/database";
import { SAMPLE_CUSTOMERS, SAMPLE_MAPPINGS } from "@integrations/demo/sample";
import { waitUntil } from "@integrations/demo/wait-until";
import { SUPPORT_ACCOUNT, TOUR_PARTNERS, tourAccount, tourMachine, type TourPartnerId } from "../accounts.ts";
import type { BrowserStack } from "../browser-stack.ts";
import { openPartner, type BrowserPartner } from "../browser-test.ts";

/** Partners in every state a page can show, and where to find them. */
export interface TourWorld {
  readonly partners: Readonly<Record<TourPartnerId, BrowserPartner>>;
  /** Runs of harborline: a night with every kind of outcome, and what a preview found. */
  readonly nightRunId: string;
  readonly previewRunId: string;
  /** Run of copperfield that waits to be let go. */
  readonly heldRunId: string;
  /** Run of tamarack whose keys were refused. */
  readonly failedRunId: string;
  /** The support person's name on the sign-in page. */
  readonly supportName: string;
  /** Runs get no answer to a write of harborline's from now on, until they are let go. */
  holdWrites(): void;
  letWritesGo(): void;
}

const PROVIDER = { providerId: "connectwise-manage" } as const;

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly quantities?: Readonly<Record<string, number>>;
  readonly billedBy?: { readonly company: string; readonly agreement: string };
  readonly archived?: boolean;
}

const SAMPLE: readonly Customer[] = [
  ...SAMPLE_CUSTOMERS.map(({ domain, ...customer }) => ({ ...customer, domains: [domain] })),
  { id: "redwater", name: "Redwater Marine Supply", domains: ["redwatermarine.example"] },
  { id: "saltmarsh", name: "Saltmarsh Surveyors", domains: ["saltmarsh.example"], quantities: { cloudfilter: 4 }, archived: true },
];

const LONG_WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft";

/** Texts at the limits of what the console and a site send. */
const LONG: readonly Customer[] = [
  {
    id: `${LONG_WORD}-${LONG_WORD}`,
    name: `${LONG_WORD} & Sons of the Upper Danube and its Tributaries`,
    domains: [`${LONG_WORD.slice(0, 60).toLowerCase()}.example`, "second-domain-of-the-same-customer.example"],
    quantities: { cloudfilter: 1_234_567, safesend: 1_234_567, "exchange-premium": 3 },
    billedBy: { company: `${LONG_WORD} Holding`, agreement: `${LONG_WORD} - Managed Services for every Location` },
  },
  { id: "short", name: "Q", domains: [], quantities: { cloudfilter: 1 } },
];

export async function buildTourWorld(stack: BrowserStack): Promise<TourWorld> {
  const ids = Object.keys(TOUR_PARTNERS) as TourPartnerId[];
  const opened = await Promise.all(
    ids.map(async (id) => {
      const { name } = TOUR_PARTNERS[id];
      return [id, await openPartner(stack, { account: tourAccount(id), machineId: tourMachine(id).id, name, companyId: id })] as const;
    }),
  );
  const partners = Object.fromEntries(opened) as Record<TourPartnerId, BrowserPartner>;
  const { harborline, lakeview, copperfield, tamarack, pinebrook, wolfe } = partners;

  await Promise.all([tell(stack, harborline, SAMPLE), tell(stack, copperfield, SAMPLE), tell(stack, lakeview, SAMPLE.slice(0, 3))]);
  await Promise.all([tell(stack, tamarack, SAMPLE.slice(0, 3)), tell(stack, pinebrook, SAMPLE.slice(0, 3)), tell(stack, wolfe, LONG)]);
  addLongRecords(wolfe);
  await Promise.all([
    setUp(harborline, SAMPLE),
    setUp(copperfield, SAMPLE),
    setUp(tamarack, SAMPLE.slice(0, 3)),
    setUp(pinebrook, SAMPLE.slice(0, 3)),
    setUp(wolfe, LONG, { cloudfilter: LONG_WORD.slice(0, 60), safesend: "SAFESEND" }),
  ]);
  await stack.night();
  const nightRunId = await lastRunOf(harborline);

  await Promise.all([
    pinebrook.api.mutate("connection.pause", PROVIDER),
    tell(
      stack,
      copperfield,
      SAMPLE.map((customer) => ({ ...customer, quantities: {} })),
    ),
    harborline.api.mutate("customers.exclude", {
      ...PROVIDER,
      customerId: "gulfside-rentals",
      note: "Billed by hand until their own agreement begins.",
    }),
    harborline.api.mutate("mapping.requestUnmap", { ...PROVIDER, service: "xtramail", note: "We no longer sell XtraMail; ticket 48213." }),
    tell(
      stack,
      harborline,
      SAMPLE.map((customer, index) => (index % 3 === 0 ? gained(customer) : customer)),
    ),
  ]);
  tamarack.tenant.removeMember(tamarack.keys.publicKey);
  // Nobody answers there.
  const url = "https://hooks.harborline.example/integrations";
  await harborline.api.mutate("notices.saveWebhook", { ...PROVIDER, url, kinds: ["first_failure", "held_run", "recovered"] });
  await harborline.api.mutate("notices.testWebhook", PROVIDER);
  const [previewRunId, heldRunId, failedRunId] = await Promise.all([
    run(harborline, { preview: true }),
    run(copperfield, {}),
    run(tamarack, {}),
  ]);
  await countAsNight(stack, failedRunId);
  return { partners, nightRunId, previewRunId, heldRunId, failedRunId, supportName: SUPPORT_ACCOUNT.name, ...writesOf(stack, harborline) };
}

function writesOf(stack: BrowserStack, { keys }: BrowserPartner): Pick<TourWorld, "holdWrites" | "letWritesGo"> {
  let held: ReturnType<typeof stack.simulator.faults.hold> | undefined;
  return {
    holdWrites: () => {
      held = stack.simulator.faults.hold({ match: { tenant: keys.companyId, method: "PATCH" } });
    },
    letWritesGo: () => {
      held?.remove();
      held = undefined;
    },
  };
}

function gained(customer: Customer): Customer {
  const quantities = Object.entries(customer.quantities ?? {}).map(([service, n]) => [service, n + 2] as const);
  return quantities.length === 0 ? customer : { ...customer, quantities: Object.fromEntries(quantities) };
}

/** What the console sends of a partner's customers. */
async function tell(stack: BrowserStack, { id: partnerId }: BrowserPartner, customers: readonly Customer[]): Promise<void> {
  await stack.platform.mutate("platform.putCustomers", {
    partnerId,
    customers: customers.map(({ id, name, domains, archived = false }) => ({ id, name, domains, archived })),
  });
  const counted = customers.filter(({ quantities }) => quantities !== undefined);
  await stack.platform.mutate("platform.putQuantities", {
    partnerId,
    observedAt: new Date().toISOString(),
    customers: counted.map(({ id, quantities = {} }) => ({
      customerId: id,
      quantities: Object.entries(quantities).map(([service, quantity]) => ({ service, quantity })),
    })),
  });
}

async function setUp(
  partner: BrowserPartner,
  customers: readonly Customer[],
  mappings: Readonly<Record<string, string>> = SAMPLE_MAPPINGS,
): Promise<void> {
  const { data } = partner.tenant;
  const products = new Map(data.products().map(({ id, identifier }) => [identifier, id]));
  const agreements = new Map(data.agreements().map(({ id, companyId, name }) => [name, [companyId, id] as const]));
  const assigned = customers.flatMap(({ id, billedBy }) => {
    const place = billedBy === undefined ? undefined : agreements.get(billedBy.agreement);
    return place === undefined ? [] : [[id, place] as const];
  });
  await partner.setUp(
    Object.fromEntries(Object.entries(mappings).map(([service, identifier]) => [service, products.get(identifier) ?? 0])),
    Object.fromEntries(assigned),
  );
}

function addLongRecords({ tenant }: BrowserPartner): void {
  tenant.data.addProduct({ identifier: LONG_WORD.slice(0, 60), description: `${LONG_WORD} for every mailbox, ${LONG_WORD}`.slice(0, 200) });
  const company = tenant.data.addCompany({ name: `${LONG_WORD} Holding`, identifier: LONG_WORD.slice(0, 25) });
  tenant.data.addAgreement({ companyId: company.id, name: `${LONG_WORD} - Managed Services for every Location` });
}

async function run({ api }: BrowserPartner, options: { readonly preview?: boolean }): Promise<string> {
  const { runId } = await api.mutate<{ runId: string }>("runs.start", { ...PROVIDER, ...options });
  await waitUntil(async () => {
    const { status } = await api.query<{ status: string }>("runs.get", { runId });
    return status !== "queued" && status !== "running";
  }, "The run does not end.");
  return runId;
}

async function lastRunOf({ api }: BrowserPartner): Promise<string> {
  const { items } = await api.query<{ items: ReadonlyArray<{ id: string }> }>("runs.list", PROVIDER);
  return items[0]?.id ?? "";
}

/** Only the cron's own runs are nights, and those come at two in the morning. */
async function countAsNight(stack: BrowserStack, runId: string): Promise<void> {
  const database = createDatabase({ url: stack.env["DATABASE_URL"] ?? "", applicationName: "tour", role: "worker" });
  await database.db
    .updateTable("runs")
    .set({ night: new Date().toISOString().slice(0, 10) })
    .where("id", "=", runId)
    .execute();
  await database.close();
}
