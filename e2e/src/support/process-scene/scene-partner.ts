import { DEFAULT_KEYS, type PersonEdits, type Simulator } from "@integrations/connectwise-simulator";
import type { Database } from "@integrations/database";
import {
  assignCustomer,
  enableConnection,
  findPartnerScope,
  getRun,
  putCustomersOfPlatform,
  putPartnersOfPlatform,
  putQuantities,
  saveMappings,
  savePreferences,
  startRun,
  type Actor,
  type PartnerScope,
  type RunView,
} from "@integrations/services";
import type { Platform } from "../run-world/platform.ts";

export const PROVIDER_ID = "connectwise-manage";
export const CONSOLE: Actor = { subject: "console", role: "platform", ip: null };

/** A partner with a tenant of its own: one line to set, one to add, one that is right, on two agreements. */
export interface ScenePartner {
  readonly name: string;
  readonly scope: PartnerScope;
  /** Of its connection; empty where it is not enabled. */
  readonly connectionId: string;
  readonly config: Readonly<Record<string, string | boolean>>;
  readonly psa: PersonEdits;
  readonly productIds: Readonly<Record<"FILTER" | "SEND", number>>;
  /** Makes a further customer and assigns it. */
  addCustomer(customer: string, agreement: AgreementName): Promise<void>;
  /** Ids of an agreement and its company. */
  place(agreement: AgreementName): { readonly companyId: string; readonly agreementId: string };
  startRun(): Promise<string>;
  run(runId: string): Promise<RunView>;
  /** Every line, as `oak FILTER 12`. */
  standing(): string[];
  /** The run's changes, as `oak FILTER 10>12 set`. */
  told(run: RunView): string[];
}

export type AgreementName = "oak" | "elm";

/** What stands once a run has done its work, and what it tells. */
export const RIGHT = ["elm FILTER 5", "oak FILTER 12", "oak SEND 7"];
export const TOLD = ["oak FILTER 10>12 set", "oak SEND ->7 added"];

export interface PartnerOptions {
  /** False where its integration is yet to be enabled. */
  readonly enabled?: boolean;
  /** By default so many that held calls of other partners do not take this one's place at the site. */
  readonly callsAtOnce?: number;
}

interface Parts {
  readonly simulator: Simulator;
  readonly database: Database;
  readonly platform: Platform;
}

export async function addPartner(parts: Parts, name: string, options: PartnerOptions = {}): Promise<ScenePartner> {
  const { simulator, platform } = parts;
  const { context } = platform;
  const psa = simulator.addTenant({ companyId: name }).data;
  const productIds = { FILTER: psa.addProduct({ identifier: "FILTER" }).id, SEND: psa.addProduct({ identifier: "SEND" }).id };
  const company = psa.addCompany({ name: "Grove" });
  const addAgreement = (agreement: AgreementName): number =>
    psa.addAgreement({ name: agreement, companyId: company.id, startDate: "2025-01-01T00:00:00Z" }).id;
  const agreements = { oak: addAgreement("oak"), elm: addAgreement("elm") };
  psa.addLine({ agreementId: agreements.oak, productId: productIds.FILTER, quantity: 10 });
  psa.addLine({ agreementId: agreements.elm, productId: productIds.FILTER, quantity: 5 });
  const place: ScenePartner["place"] = (agreement) => ({ companyId: String(company.id), agreementId: String(agreements[agreement]) });

  await putPartnersOfPlatform(context, CONSOLE, [{ id: name, name }]);
  const customers = [
    { customerId: "oak", quantities: { cloudfilter: 12, safesend: 7 } },
    { customerId: "elm", quantities: { cloudfilter: 5 } },
  ] as const;
  const scope = await findPartnerScope(context, name, { subject: "pat", role: "partner", ip: null });
  if (scope === undefined) throw new Error("The partner is not there.");
  const config = { companyId: name, ...DEFAULT_KEYS, useCustomSite: false };
  const { signal } = new AbortController();
  const addCustomer: ScenePartner["addCustomer"] = async (customerId, agreement) => {
    await putCustomersOfPlatform(context, CONSOLE, { partnerId: name, customers: [{ id: customerId, name: customerId }] });
    await assignCustomer(context, scope, { providerId: PROVIDER_ID, customerId, ...place(agreement) }, signal);
  };
  let connectionId = "";
  if (options.enabled !== false) {
    connectionId = (await enableConnection(context, scope, { providerId: PROVIDER_ID, config }, signal)).id;
    const preferences = { concurrency: options.callsAtOnce ?? 200, callsPerMinute: 20_000 };
    await savePreferences(context, scope, { providerId: PROVIDER_ID, preferences });
    const assignments = [
      { service: "cloudfilter", productId: String(productIds.FILTER) },
      { service: "safesend", productId: String(productIds.SEND) },
    ];
    await saveMappings(context, scope, { providerId: PROVIDER_ID, assignments }, signal);
    for (const { customerId } of customers) await addCustomer(customerId, customerId);
    await putQuantities(context, CONSOLE, {
      partnerId: name,
      observedAt: new Date(),
      customers: customers.map(({ customerId, quantities }) => ({
        customerId,
        quantities: Object.entries(quantities).map(([service, quantity]) => ({ service, quantity })),
      })),
    });
  }
  const nameOf = (agreementId: number | string): string =>
    Object.entries(agreements).find(([, id]) => id === Number(agreementId))?.[0] ?? String(agreementId);
  const identifierOf = (productId: number | string): string => psa.product(Number(productId))?.identifier ?? String(productId);
  return {
    name,
    scope,
    connectionId,
    config,
    psa,
    productIds,
    addCustomer,
    place,
    startRun: async () => (await startRun(context, scope, { providerId: PROVIDER_ID })).runId,
    run: (runId) => getRun(context, scope, { runId }),
    standing: () =>
      psa
        .allLines()
        .map((line) => `${nameOf(line.agreementId)} ${identifierOf(line.productId)} ${line.quantity}`)
        .toSorted(),
    told: (run) =>
      run.changes
        .map(({ agreementId, productId, before, after, outcome, reason }) =>
          [nameOf(agreementId ?? ""), identifierOf(productId ?? ""), `${before ?? "-"}>${after ?? "-"}`, outcome, reason ?? ""]
            .join(" ")
            .trim(),
        )
        .toSorted(),
  };
}
