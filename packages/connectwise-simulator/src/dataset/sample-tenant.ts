import type { Dataset } from "../store/records.ts";
import { DEFAULT_KEYS, type TenantOptions } from "../tenant/tenant.ts";
import { sampleAgreements } from "./sample-agreements.ts";
import { sampleCatalog } from "./sample-catalog.ts";
import { sampleCompanies, sampleContacts } from "./sample-companies.ts";

/** What to type into a connection form to reach the sample tenant. */
export const SAMPLE_CONNECTION = { companyId: "harborline", ...DEFAULT_KEYS } as const;

/** A small reseller's ConnectWise: some 20 companies, as many agreements, some 300 products. @param today dates follow from it */
export function sampleTenant({ today }: { readonly today: Date }): TenantOptions {
  return { companyId: SAMPLE_CONNECTION.companyId, companyName: "Harborline IT", dataset: () => sampleDataset({ today }) };
}

export function sampleDataset({ today }: { readonly today: Date }): Dataset {
  const products = sampleCatalog();
  return { companies: sampleCompanies(), contacts: sampleContacts(), products, ...sampleAgreements(today, products) };
}
