/**
 * Why a site's certificate is not good enough, in one sentence for whoever runs that site.
 * @param code of Node's error, which for certificates is OpenSSL's name of the fault
 * @returns undefined where it is about something else
 */
export function certificateFault(code: string, hostname: string): string | undefined {
  const fault = UNKNOWN_AUTHORITY.has(code) ? `is not from an authority that is trusted here (${code})` : OTHERS.get(code);
  return fault === undefined ? undefined : `The certificate of ${hostname} ${fault}.`;
}

const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

const OTHERS: ReadonlyMap<string, string> = new Map([
  ["CERT_HAS_EXPIRED", "has expired"],
  ["CERT_NOT_YET_VALID", "is not valid yet"],
  ["CERT_REVOKED", "was revoked"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "is for another host name"],
]);
