/** Largest quantity a snapshot may carry; sums of many customers stay exact far beyond it. */
export const MAX_QUANTITY = 1_000_000_000;

/** Age at which a snapshot no longer tells what a customer has. */
export const STALE_AFTER_MS = 36 * 60 * 60 * 1000;

/** What was counted for one customer at one time. A service without a row has 0 units. */
export interface QuantitySnapshot {
  readonly observedAt: Date;
  readonly quantities: ReadonlyMap<string, number>;
}

/** Bundle code to the codes of its members. */
export type Bundles = ReadonlyMap<string, readonly string[]>;

/** Replaces every bundle by its member services: 10 of a bundle are 10 of each member, on top of what is there. */
export function expandBundles(quantities: ReadonlyMap<string, number>, bundles: Bundles): Map<string, number> {
  const expanded = new Map<string, number>();
  for (const [service, quantity] of quantities) {
    for (const member of bundles.get(service) ?? [service]) {
      expanded.set(member, (expanded.get(member) ?? 0) + quantity);
    }
  }
  return expanded;
}
