import { parseHostPort } from "@integrations/provider-kit";

/** Where a database's API is. */
export interface Zone {
  /** `host[:port]`. */
  readonly apiHost: string;
  /** `/atservicesrest`: from the first slash on, without one at its end. */
  readonly basePath: string;
  /** The database's number, where discovery gave one; limits count for it. */
  readonly ci: number | null;
}

/**
 * A zone out of the `url` that discovery gave. Credentials go to hosts of the vendor over HTTPS and to nobody else; a discovery
 * site of one's own, for tests, may name itself.
 * @returns undefined where it names somebody else
 */
export function zoneOf(url: string, ci: number | null, discoverySite: string): Zone | undefined {
  const [, scheme = "", authority = "", path = ""] = /^(https?):\/\/([^/?#\\@]+)((?:\/[A-Za-z0-9._-]+)*)\/?$/i.exec(url.trim()) ?? [];
  const apiHost = authority.toLowerCase();
  if (parseHostPort(apiHost) === undefined) return undefined;
  const isVendors = /^[a-z0-9-]+\.autotask\.net$/.test(apiHost) && scheme.toLowerCase() === "https";
  // Only the vendor's host is ever spoken to in HTTPS by name; one's own comes from the platform's allow list.
  const isOwn = apiHost === discoverySite && !discoverySite.endsWith(".autotask.net");
  if (!isVendors && !isOwn) return undefined;
  if (path.split("/").some((segment) => segment === "." || segment === "..")) return undefined;
  return { apiHost, basePath: path, ci };
}

export function isSameZone(first: Zone, second: Zone): boolean {
  return first.apiHost === second.apiHost && first.basePath === second.basePath;
}
