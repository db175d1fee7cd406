import type { MatchedCompany } from "../provider/provider.ts";

/** Why a company may be a customer's. */
export type MatchReason = "domain" | "name";

export interface CompanyCandidate {
  readonly company: MatchedCompany;
  readonly reasons: readonly MatchReason[];
  /** The domain both have, where they have one. */
  readonly domain: string | null;
  /** `high` for a domain that nobody else has, `medium` for a name that nobody else has, `low` where there are others. */
  readonly confidence: "high" | "medium" | "low";
}

/**
 * The companies that may be the customer's, by e-mail domain and then by the whole name; the likelier ones first. Several of them are
 * for a person to choose from: none is any likelier than `low` then.
 */
export function suggestCompanies(
  customer: { readonly name: string; readonly domains: readonly string[] },
  companies: readonly MatchedCompany[],
): CompanyCandidate[] {
  const own = new Set(matchableDomains(customer.domains));
  const name = plainName(customer.name);
  const found = companies.flatMap((company) => {
    const domain = company.domains.find((each) => own.has(each.toLowerCase())) ?? null;
    const isNamesake = name !== "" && plainName(company.name) === name;
    const reasons: MatchReason[] = [...(domain === null ? [] : (["domain"] as const)), ...(isNamesake ? (["name"] as const) : [])];
    return reasons.length === 0 ? [] : [{ company, reasons, domain }];
  });
  const isOnly = found.length === 1;
  return found
    .map((each) => ({ ...each, confidence: confidenceOf(each.reasons, isOnly) }))
    .toSorted((one, other) => weightOf(other.reasons) - weightOf(one.reasons) || (one.company.name < other.company.name ? -1 : 1));
}

/** Those that tell one customer from another: not the mail services that anybody may use. */
export function matchableDomains(domains: readonly string[]): string[] {
  return [...new Set(domains.map((domain) => domain.trim().toLowerCase()))].filter(
    (domain) => domain.includes(".") && !PUBLIC_DOMAINS.has(domain) && !domain.endsWith(".onmicrosoft.com"),
  );
}

/** Mail services that give addresses to anybody. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "icloud.com",
  "me.com",
  "aol.com",
  "gmx.de",
  "gmx.net",
  "web.de",
  "t-online.de",
  "proton.me",
  "protonmail.com",
  "comcast.net",
  "verizon.net",
  "att.net",
  "btinternet.com",
]);

function plainName(name: string): string {
  return name.normalize("NFC").trim().toLowerCase().replaceAll(/\s+/g, " ");
}

function confidenceOf(reasons: readonly MatchReason[], isOnly: boolean): CompanyCandidate["confidence"] {
  if (!isOnly) return "low";
  return reasons.includes("domain") ? "high" : "medium";
}

function weightOf(reasons: readonly MatchReason[]): number {
  return (reasons.includes("domain") ? 2 : 0) + (reasons.includes("name") ? 1 : 0);
}
