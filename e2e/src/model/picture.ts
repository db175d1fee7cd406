import { SERVICES, type Counts, type Customer, type Service } from "./vocabulary.ts";

/** What the platform should know by now, kept beside it from what was told to it alone. */
export interface Picture {
  readonly customers: Map<Customer, PicturedCustomer>;
  /** Service to product id. */
  readonly mappings: Map<Service, number>;
  /** Mapped services of which a 0 is not just written. */
  readonly zeroPolicies: Map<Service, "leave" | "ask">;
  /** The one thing that is observed: whether a run turned it to attention. */
  status: "active" | "paused" | "attention";
}

export interface PicturedCustomer {
  archived: boolean;
  excluded: boolean;
  /** Agreement id. */
  agreementId: number | null;
  /** The newest count, whenever it came. */
  count: { readonly observedAtMs: number; readonly counts: Counts } | null;
}

/** Units of a service, bundles opened. */
function unitsOf(counts: Counts, service: Service): number {
  return (counts[service] ?? 0) + (counts["bracket-bundle"] ?? 0);
}

/** What is done where nothing is wanted of the product any more; of several services', the most careful. */
export function zeroPolicyOf({ mappings, zeroPolicies }: Picture, productId: number): "write" | "leave" | "ask" {
  const own = SERVICES.filter((service) => mappings.get(service) === productId).map((service) => zeroPolicies.get(service));
  return own.includes("ask") ? "ask" : own.includes("leave") ? "leave" : "write";
}

/** Every mapped product with what these customers want of it together. */
export function wantsOf(picture: Picture, customers: readonly PicturedCustomer[]): Map<number, number> {
  const wants = new Map<number, number>();
  for (const service of SERVICES) {
    const productId = picture.mappings.get(service);
    if (productId === undefined) continue;
    let units = 0;
    for (const customer of customers) if (!customer.archived && customer.count !== null) units += unitsOf(customer.count.counts, service);
    wants.set(productId, (wants.get(productId) ?? 0) + units);
  }
  return wants;
}
