import { ProviderError } from "@integrations/core";

/** Ids are whole numbers above 0; anything else names nothing, and never reaches a path or a query. */
export function isRecordId(id: string): boolean {
  return /^[1-9][0-9]{0,14}$/.test(id);
}

/** @throws ProviderError `not_found` for an id Autotask cannot have given */
export function recordId(id: string, what: string): number {
  if (!isRecordId(id)) throw new ProviderError({ code: "not_found", message: `There is no ${what} with this id.` });
  return Number(id);
}

/** The ids among these, each once, in ascending order. */
export function recordIds(ids: readonly string[]): number[] {
  return [...new Set(ids.filter(isRecordId).map(Number))].toSorted((first, second) => first - second);
}

const BUNDLE_PREFIX = "bundle-";

/** Services and bundles are numbered apart, so that a bundle's id must not look like a service's. */
export function bundleProductId(id: number): string {
  return `${BUNDLE_PREFIX}${id}`;
}

/** The ids of bundles among ids of products. */
export function bundleIds(productIds: readonly string[]): number[] {
  return recordIds(productIds.filter((id) => id.startsWith(BUNDLE_PREFIX)).map((id) => id.slice(BUNDLE_PREFIX.length)));
}
