import { isPublicAddress } from "./address-policy.ts";
import { isPublicName, parseHostPort, type HostPort } from "./host-spelling.ts";

/**
 * Ports an outside site may be spoken to on: HTTPS itself, and what reverse proxies and appliances commonly use in its
 * place. Every other port is more likely a database, a mail server or a scan.
 */
export const OUTBOUND_PORTS: readonly number[] = [443, 444, 4443, 8443, 9443, 10_443];

export interface OutboundTarget {
  /** `https://host[:port]`, or `http://...` for a host of the allow list. */
  readonly origin: string;
  readonly hostname: string;
  readonly path: string;
  /** The platform's own list names this host, so that it may be private and is spoken to in plain HTTP. */
  readonly listed: boolean;
}

export type TargetVerdict =
  | { readonly ok: true; readonly target: OutboundTarget }
  /** A sentence for the log and the operator. */
  | { readonly ok: false; readonly why: string };

export type AllowList = readonly HostPort[];

/**
 * Reads `OUTBOUND_ALLOW`.
 * @param entries `host[:port]`; without a port, every port of that host
 * @throws TypeError naming the entry that cannot be read
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  return entries.map((entry) => {
    const parsed = parseHostPort(entry.trim());
    if (parsed === undefined) throw new TypeError(`"${entry}" in the outbound allow list is no host[:port].`);
    return parsed;
  });
}

const URL_SHAPE = /^https:\/\/([^/?#]*)((?:\/[^#]*)?)$/;

/** Hosts whose verdict is remembered; a process speaks to few, and each of its calls asks. */
const MOST_REMEMBERED = 1_000;

/**
 * Decides about a URL before anything is looked up. Providers always write `https:`; a listed host is spoken to in plain
 * HTTP. What a name resolves to is checked when the connection is made.
 */
export function targetJudge(allow: AllowList): (url: string) => TargetVerdict {
  const judged = new Map<string, HostVerdict>();
  const judgeOnce = (authority: string): HostVerdict => {
    const known = judged.get(authority);
    if (known !== undefined) return known;
    const verdict = judgeHost(authority, allow);
    if (judged.size >= MOST_REMEMBERED) judged.clear();
    judged.set(authority, verdict);
    return verdict;
  };
  return (url) => {
    const [, authority, path] = URL_SHAPE.exec(url) ?? [];
    if (authority === undefined || path === undefined) return refuse("The address is not an https: URL.");
    if (!/^[\u0021-\u007e]*$/.test(path)) return refuse("The path holds characters that must be percent-encoded.");
    const host = judgeOnce(authority);
    return host.ok ? { ok: true, target: { ...host.place, path: path === "" ? "/" : path } } : host;
  };
}

type HostVerdict = { readonly ok: true; readonly place: Omit<OutboundTarget, "path"> } | Extract<TargetVerdict, { readonly ok: false }>;

function judgeHost(authority: string, allow: AllowList): HostVerdict {
  const parsed = parseHostPort(authority);
  if (parsed === undefined) return refuse("The host is not written as a plain name or address.");
  const httpPort = parsed.port ?? 80;
  const listed = allow.some((entry) => entry.host === parsed.host && (entry.port === undefined || entry.port === httpPort));
  const fault = listed ? undefined : faultOf(parsed);
  if (fault !== undefined) return refuse(fault);
  const shown = parsed.kind === "ipv6" ? `[${parsed.host}]` : parsed.host;
  const port = parsed.port === undefined ? "" : `:${parsed.port}`;
  return { ok: true, place: { origin: `${listed ? "http" : "https"}://${shown}${port}`, hostname: parsed.host, listed } };
}

function faultOf(host: HostPort): string | undefined {
  if (!OUTBOUND_PORTS.includes(host.port ?? 443)) return `Port ${host.port} is not one the platform speaks to.`;
  if (host.kind === "name") return isPublicName(host.host) ? undefined : "The name is not one of the public internet.";
  return isPublicAddress(host.host) ? undefined : "The address is not a public one.";
}

function refuse(why: string): Extract<TargetVerdict, { readonly ok: false }> {
  return { ok: false, why };
}
