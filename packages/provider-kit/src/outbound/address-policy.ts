import ipaddr from "ipaddr.js";

/**
 * Whether an address belongs to the public internet. Everything with a special purpose is refused: private, loopback,
 * link-local, shared (CGNAT), documentation, benchmarking, multicast and reserved ranges, and every IPv6 range that
 * carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo, ISATAP), since the inner one could be any of these.
 *
 * @param text an address as a resolver or a socket gives it; anything else is not public
 */
export function isPublicAddress(text: string): boolean {
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  return address.kind() === "ipv4" ? isPublicIPv4(address as ipaddr.IPv4) : isPublicIPv6(address as ipaddr.IPv6);
}

/** Outside every special range, and yet the host's own: Azure answers its machines' metadata and DNS here. */
const IPV4_PLATFORM = ["168.63.129.16"];

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && !IPV4_PLATFORM.includes(address.toString());
}

/** Only this block is handed out for global unicast (IANA); the rest is special or unassigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Interface identifiers of ISATAP (RFC 5214): the IPv4 address follows in the last 32 bits. */
const ISATAP_MARKS = [0x0000, 0x0200];

function isPublicIPv6(address: ipaddr.IPv6): boolean {
  if (address.range() !== "unicast" || !address.match(GLOBAL_UNICAST)) return false;
  return !(address.parts[5] === 0x5efe && ISATAP_MARKS.includes(address.parts[4] ?? -1));
}
