import { apiHostFor } from "./api-host.ts";
import type { CompanyInfo } from "./company-info.ts";
import { isVendorCloudHost } from "./vendor-cloud.ts";

/** Where a company's API is. */
export interface Location {
  /** The site that knows the company id: `host[:port]`. */
  readonly site: string;
  readonly apiHost: string;
  /** First segment of every API path, ending in a slash. */
  readonly codebase: string;
  readonly isCloud: boolean;
}

/** Undefined where discovery points at somebody else's host. */
export function locationOf(site: string, info: CompanyInfo): Location | undefined {
  const apiHost = apiHostFor(site, info.siteUrl);
  if (apiHost === undefined) return undefined;
  return { site, apiHost, codebase: info.codebase, isCloud: info.isCloud || isVendorCloudHost(apiHost) };
}

export function isSameLocation(first: Location, second: Location): boolean {
  return first.apiHost === second.apiHost && first.codebase === second.codebase;
}
