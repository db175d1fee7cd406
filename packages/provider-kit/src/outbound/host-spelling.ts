import ipaddr from "ipaddr.js";

/** A host and port as written in a list or a form. */
export interface HostPort {
  /** Lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly kind: "name" | "ipv4" | "ipv6";
}

const AUTHORITY = /^(?:\[([0-9a-fA-F:.]+)\]|([a-zA-Z0-9.-]+))(?::([1-9][0-9]{0,4}))?$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DECIMAL_IPV4 = /^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$/;

/**
 * Reads `host[:port]` in its one plain spelling, and nothing else: no user info, percent signs, zone ids, trailing dot,
 * non-ASCII digits, and no IPv4 address in decimal, octal, hexadecimal or shortened form. Whoever spells an address in an
 * odd way means to get past a list.
 * @returns undefined where the text is not that
 */
export function parseHostPort(text: string): HostPort | undefined {
  const match = AUTHORITY.exec(text);
  if (match === null) return undefined;
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && port > 65_535) return undefined;
  if (match[1] !== undefined) {
    return ipaddr.IPv6.isValid(match[1]) ? { host: match[1].toLowerCase(), port, kind: "ipv6" } : undefined;
  }
  const host = (match[2] ?? "").toLowerCase();
  const labels = host.split(".");
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) return undefined;
  if (DECIMAL_IPV4.test(host)) return ipaddr.IPv4.isValidFourPartDecimal(host) ? { host, port, kind: "ipv4" } : undefined;
  return looksNumeric(labels.at(-1) ?? "") ? undefined : { host, port, kind: "name" };
}

/** URL parsers read a host whose last label is a number, in any base, as an IPv4 address. */
function looksNumeric(label: string): boolean {
  return /^[0-9]+$/.test(label) || /^0x[0-9a-f]*$/.test(label);
}

/** Names that never mean a host on the public internet (RFC 6761, 6762, 7686, 8375, 9476; `.internal` by ICANN). */
const LOCAL_SUFFIXES = ["localhost", "local", "internal", "home.arpa", "onion", "alt", "lan", "intranet", "private", "corp", "home"];

/** Whether a name can be one of the public internet: below a top-level domain, and not below a local suffix. */
export function isPublicName(host: string): boolean {
  if (!/\.(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/.test(host)) return false;
  return !LOCAL_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}
