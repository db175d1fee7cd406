import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { createSecureContext, getCACertificates } from "node:tls";
import { buildConnector } from "undici";
import { isPublicAddress } from "./address-policy.ts";
import { certificateFault } from "./certificate-fault.ts";
import { ConnectFailure } from "./outbound-error.ts";
import type { ResolvedAddress, Resolver } from "./resolver.ts";

export interface ConnectorOptions {
  readonly resolver: Resolver;
  /** Certificates (PEM) trusted beside the public ones. */
  readonly ca: readonly string[];
  readonly timeoutMs: number;
  /** Which addresses count as public; replaced only where a test stands in for the internet. */
  readonly isPublic?: ((address: string) => boolean) | undefined;
}

/**
 * Opens connections for undici. A name is resolved once, all its addresses are judged, and the connection goes to these
 * addresses and no others: a second, different answer of the name server (rebinding) has nothing to act on. TLS is always
 * verified against the name. Plain HTTP is spoken only to hosts of the platform's own list, and only these may be private.
 */
export function pinnedConnector(options: ConnectorOptions): buildConnector.connector {
  const isPublic = options.isPublic ?? isPublicAddress;
  const common = { allowH2: false, timeout: options.timeoutMs };
  const toListed = buildConnector({ ...common, lookup: pinnedLookup(options.resolver, () => true) });
  const toPublic = buildConnector({
    ...common,
    rejectUnauthorized: true,
    lookup: pinnedLookup(options.resolver, isPublic),
    // Made once: to read all the public certificates again for every connection takes longer than the connection.
    ...(options.ca.length === 0 ? {} : { secureContext: createSecureContext({ ca: [...getCACertificates("default"), ...options.ca] }) }),
  });
  return (target, callback) => {
    const listed = target.protocol === "http:";
    const connect = listed ? toListed : toPublic;
    connect(target, (error, socket) => {
      if (error !== null) return callback(asConnectFailure(error, target.hostname), null);
      // Also for an address written in the URL, which is never looked up.
      if (!listed && !isPublic(socket.remoteAddress ?? "")) {
        socket.destroy();
        return callback(new ConnectFailure("refused", "The connection led to an address that is not public."), null);
      }
      return callback(null, socket);
    });
  };
}

function asConnectFailure(error: Error, hostname: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  // A code such as ECONNREFUSED says more, and less of the network behind us, than the message.
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const fault = certificateFault(code, hostname);
  if (fault !== undefined) return new ConnectFailure("untrusted", fault, error);
  return new ConnectFailure("unreachable", `No connection came about (${code}).`, error);
}

function pinnedLookup(resolver: Resolver, accept: (address: string) => boolean): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    resolveAll(resolver, hostname, accept).then(
      (addresses) => {
        const [first] = addresses;
        if (lookupOptions.all === true) return callback(null, addresses);
        return callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}

/** One address that is not acceptable spoils the name: which of them a connection takes is not ours to choose. */
async function resolveAll(
  resolver: Resolver,
  hostname: string,
  accept: (address: string) => boolean,
): Promise<[LookupAddress, ...LookupAddress[]]> {
  let found: readonly ResolvedAddress[];
  try {
    found = await resolver(hostname);
  } catch (error) {
    throw new ConnectFailure("unreachable", "The name does not resolve.", error);
  }
  const [first, ...others] = found.map(({ address, family }) => ({ address, family }));
  if (first === undefined) throw new ConnectFailure("unreachable", "The name does not resolve.");
  if (!found.every(({ address }) => accept(address))) {
    throw new ConnectFailure("refused", "The name resolves to an address that is not public.");
  }
  return [first, ...others];
}
