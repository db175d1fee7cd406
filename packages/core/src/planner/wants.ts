import { expandBundles, STALE_AFTER_MS, type QuantitySnapshot } from "../domain/quantity.ts";
import type { AssignedCustomer, PlanInput, ZeroPolicy } from "./plan-input.ts";

/** What one agreement should hold, or why that is unknown. */
export interface AgreementWant {
  readonly agreementId: string;
  readonly customerIds: readonly string[];
  /** Product id to quantity; a product that is mapped and that nobody uses is there with 0. */
  readonly quantities: ReadonlyMap<string, number>;
  /** Products whose line is not simply set to 0. */
  readonly zeroPolicies: ReadonlyMap<string, Exclude<ZeroPolicy, "write">>;
  /** Customers whose count is unknown or not to be used. Where there is one, there are no sums and the agreement is left alone. */
  readonly unknown: readonly UnknownCustomer[];
}

export interface UnknownCustomer {
  readonly customerId: string;
  readonly reason: "quantities_missing" | "quantities_stale" | "customer_excluded";
}

/**
 * The wanted quantity of every product on every assigned agreement: the sum over all customers assigned to it and all
 * services mapped to the product, bundles expanded first.
 */
export function computeWants(input: PlanInput): Map<string, AgreementWant> {
  const servicesByProduct = invert(input.mappings);
  const zeroPolicies = policiesOf(servicesByProduct, input.zeroPolicies);
  const customersByAgreement = Map.groupBy(input.customers, (customer) => customer.agreementId);
  const wants = new Map<string, AgreementWant>();
  for (const [agreementId, customers] of customersByAgreement) {
    const unknown: UnknownCustomer[] = [];
    const quantities = new Map<string, number>();
    for (const productId of servicesByProduct.keys()) quantities.set(productId, 0);
    for (const customer of customers) {
      const counted = countOf(customer, input);
      if (typeof counted === "string") {
        unknown.push({ customerId: customer.customerId, reason: counted });
        continue;
      }
      for (const [productId, services] of servicesByProduct) {
        let sum = quantities.get(productId) ?? 0;
        for (const service of services) sum += counted.get(service) ?? 0;
        quantities.set(productId, sum);
      }
    }
    const customerIds = customers.map((customer) => customer.customerId);
    wants.set(agreementId, { agreementId, customerIds, quantities, zeroPolicies, unknown });
  }
  return wants;
}

/**
 * Units by service with bundles expanded, or why they are unknown. An archived customer has none of anything; one that is excluded
 * is left alone even then.
 */
function countOf(customer: AssignedCustomer, input: PlanInput): ReadonlyMap<string, number> | UnknownCustomer["reason"] {
  if (customer.excluded) return "customer_excluded";
  if (customer.archived) return NOTHING;
  if (customer.snapshot === null) return "quantities_missing";
  if (isStale(customer.snapshot, input.now)) return "quantities_stale";
  return expandBundles(customer.snapshot.quantities, input.bundles);
}

export function isStale(snapshot: Pick<QuantitySnapshot, "observedAt">, now: Date): boolean {
  return now.getTime() - snapshot.observedAt.getTime() > STALE_AFTER_MS;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

/** Where services with unlike policies share a product, the most careful one counts. */
function policiesOf(
  servicesByProduct: ReadonlyMap<string, readonly string[]>,
  policies: PlanInput["zeroPolicies"],
): AgreementWant["zeroPolicies"] {
  const found = new Map<string, "leave" | "ask">();
  if (policies.size === 0) return found;
  for (const [productId, services] of servicesByProduct) {
    const own = services.map((service) => policies.get(service));
    if (own.includes("ask")) found.set(productId, "ask");
    else if (own.includes("leave")) found.set(productId, "leave");
  }
  return found;
}

function invert(mappings: ReadonlyMap<string, string>): Map<string, string[]> {
  const inverted = new Map<string, string[]>();
  for (const [service, productId] of mappings) {
    const services = inverted.get(productId);
    if (services === undefined) inverted.set(productId, [service]);
    else services.push(service);
  }
  return inverted;
}
