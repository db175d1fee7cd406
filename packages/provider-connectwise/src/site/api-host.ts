import { parseHostPort } from "@integrations/provider-kit";
import { isVendorCloudHost } from "./vendor-cloud.ts";

/**
 * Where the API of a site is spoken to. Discovery's `SiteUrl` counts only where it is the site itself, `api-` + the site,
 * or a host of the vendor's cloud: credentials go nowhere the partner did not name. Without one, the vendor's cloud has
 * its API under `api-` + the site, and every other site under its own name.
 *
 * @param site a bare `host[:port]`
 * @param siteUrl as discovery gave it; null or empty where it gave none
 * @returns `host[:port]`, or undefined where `SiteUrl` names somebody else
 */
export function apiHostFor(site: string, siteUrl: string | null): string | undefined {
  const own = withoutDefaultPort(site);
  const apiSite = own.startsWith("api-") ? own : `api-${own}`;
  const text = siteUrl?.trim() ?? "";
  if (text === "") return isVendorCloudHost(own) ? apiSite : own;
  const named = bareHost(text);
  if (named === undefined) return undefined;
  return named === own || named === apiSite || isVendorCloudHost(named) ? named : undefined;
}

/** `SiteUrl` is a bare host (O); a full `https:` URL of nothing but a host means the same. */
function bareHost(text: string): string | undefined {
  const host = text.replace(/^https:\/\//i, "").replace(/\/$/, "");
  return parseHostPort(host) === undefined ? undefined : withoutDefaultPort(host);
}

function withoutDefaultPort(host: string): string {
  return host.toLowerCase().replace(/:443$/, "");
}
