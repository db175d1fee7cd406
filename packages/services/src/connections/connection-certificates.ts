import { X509Certificate } from "node:crypto";
import type { ConnectionConfig, Provider } from "@integrations/core";
import { Refusal } from "../refusal.ts";

/**
 * Refuses certificates that vouch for nobody: not X.509, or neither of an authority nor signed by themselves. What is in them is
 * public; whether a site's own certificate follows from them is found out by the access check.
 * @throws Refusal `invalid_input`
 */
export function refuseUnfitCertificates(provider: Provider, config: ConnectionConfig): void {
  const issues = certificateFields(provider).flatMap(({ key, label }) => {
    const fault = certificatesIn(config[key])
      .map(faultOf)
      .find((each) => each !== undefined);
    return fault === undefined ? [] : [{ field: `config.${key}`, message: `${label} ${fault}` }];
  });
  if (issues.length > 0) throw new Refusal("invalid_input", { issues });
}

/** Settings as the audit keeps them: of a certificate its SHA-256 fingerprint, by which it can be told again. */
export function settingsForAudit(
  provider: Provider,
  settings: Readonly<Record<string, string | boolean>>,
): Record<string, string | boolean> {
  const told = certificateFields(provider).flatMap(({ key }): Array<[string, string]> => {
    const found = certificatesIn(settings[key]);
    return found.length === 0 ? [] : [[key, found.map((pem) => parse(pem)?.fingerprint256 ?? "unreadable").join(" ")]];
  });
  return { ...settings, ...Object.fromEntries(told) };
}

function certificateFields(provider: Provider): Provider["fields"] {
  return provider.fields.filter((field) => field.kind === "certificate");
}

function certificatesIn(value: unknown): string[] {
  return typeof value === "string" ? (value.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []) : [];
}

function faultOf(pem: string): string | undefined {
  const certificate = parse(pem);
  if (certificate === undefined) return "holds a certificate that is damaged or cut off.";
  if (certificate.ca || isSelfSigned(certificate)) return undefined;
  return "holds the certificate of a server. Paste the one of the authority that signed it.";
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}
