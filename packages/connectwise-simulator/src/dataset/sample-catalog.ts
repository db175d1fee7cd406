import type { ProductClass, ProductRecord } from "../store/records.ts";

const UPDATED = { updatedAt: "2024-11-18T15:22:41Z", updatedBy: "jmeadows" };

type Row = readonly [id: number, identifier: string, description: string, price: number, cost: number];

/** What a mail security vendor's partner resells; the ids are stable, so that demo and tests may name them. */
const MAIL_SECURITY: readonly Row[] = [
  [101, "CLOUDFILTER", "CloudFilter Email Security", 2.5, 1.1],
  [102, "SAFESEND", "SafeSend Outbound Protection", 1.25, 0.5],
  [103, "BRACKET", "Bracket Email Encryption", 3, 1.4],
  [104, "XTRAMAIL", "XtraMail Email Continuity", 1, 0.4],
  [105, "SECURESTORE", "SecureStore Email Archiving", 4, 1.9],
  [106, "CLOUDMAIL", "CloudMail Hosted Mailbox", 4.5, 2.25],
  [107, "SHIELD", "Shield Account Takeover Defense", 2.75, 1.3],
  [108, "EXCH-PLUS-BASIC", "Exchange+ Basic Mailbox", 5, 2.8],
  [109, "EXCH-PLUS-ADV", "Exchange+ Advanced Mailbox", 8, 4.6],
  [110, "EXCH-PLUS-PREM", "Exchange+ Premium Mailbox", 12, 7.1],
  [113, "CLOUDFILTER-EDU", "CloudFilter Email Security for Schools", 1.25, 0.6],
  [114, "CLOUDFILTER-ANNUAL", "CloudFilter Email Security, Yearly", 27, 12],
  [115, "MAIL-[EU]_100%", "Mail relay [EU], 100% in-region", 0.75, 0.3],
  [116, "OBRIENS-FILTER", "O'Brien's \"Classic\" Filter", 1.5, 0.7],
];

const SPECIAL: readonly ProductRecord[] = [
  product([111, "BRACKET-BUNDLE", "Bracket Bundle: Bracket, CloudFilter, SafeSend", 6, 2.9], "Mail Security", "Bundle"),
  { ...product([112, "CLOUDFILTER-2015", "CloudFilter (retired plan)", 1.9, 0.9], "Mail Security"), inactiveFlag: true },
];

/** A reseller's other goods: family, what is sold, per what, and the price of the smallest. */
const FAMILIES: ReadonlyArray<readonly [code: string, name: string, subcategory: string, unit: string, price: number]> = [
  ["BDR", "Server Backup", "Backup", "Server", 45],
  ["WSB", "Workstation Backup", "Backup", "Device", 9],
  ["SAASB", "SaaS Backup", "Backup", "User", 3],
  ["RMM-S", "Managed Server", "Monitoring", "Server", 60],
  ["RMM-W", "Managed Workstation", "Monitoring", "Device", 18],
  ["EDR", "Endpoint Detection", "Endpoint Security", "Device", 6],
  ["AV", "Antivirus", "Endpoint Security", "Device", 2.5],
  ["SAT", "Security Awareness Training", "Security Services", "User", 2],
  ["MFA", "Multi-Factor Sign-In", "Security Services", "User", 3],
  ["DNSF", "DNS Filtering", "Security Services", "User", 1.5],
  ["SIEM", "Log Monitoring", "Security Services", "Device", 7],
  ["VOIP", "Cloud Phone Seat", "Voice", "User", 22],
  ["FAX", "Cloud Fax Line", "Voice", "Line", 12],
  ["WEB", "Website Hosting", "Hosting", "Site", 25],
  ["DOM", "Domain Registration", "Hosting", "Domain", 2],
  ["SSL", "Certificate", "Hosting", "Domain", 8],
  ["PRODS", "Productivity Suite", "Cloud Subscriptions", "User", 6],
  ["FILES", "Cloud File Share", "Cloud Subscriptions", "User", 5],
  ["PWM", "Password Manager", "Cloud Subscriptions", "User", 3],
  ["VDI", "Hosted Desktop", "Cloud Subscriptions", "User", 48],
  ["FW", "Managed Firewall", "Network", "Device", 75],
  ["WAP", "Managed Access Point", "Network", "Device", 9],
  ["SWI", "Managed Switch", "Network", "Device", 14],
  ["CIO", "Virtual CIO", "Advisory", "Month", 350],
];

const TIERS: ReadonlyArray<readonly [code: string, name: string, factor: number]> = [
  ["BAS", "Basic", 1],
  ["STD", "Standard", 1.4],
  ["ADV", "Advanced", 1.9],
  ["PREM", "Premium", 2.6],
  ["NP", "Nonprofit", 0.8],
  ["EDU", "Education", 0.7],
];

const TERMS: ReadonlyArray<readonly [code: string, name: string, factor: number]> = [
  ["M", "Monthly", 1],
  ["Y", "Yearly", 10.8],
];

/** About 300 products: the mail security line, one bundle, one retired plan, and what else a reseller sells. */
export function sampleCatalog(): ProductRecord[] {
  const others = FAMILIES.flatMap(([code, name, subcategory, unit, price], family) =>
    TIERS.flatMap(([tierCode, tier, factor], tierIndex) =>
      TERMS.map(([termCode, term, months], termIndex): ProductRecord => {
        const amount = Math.round(price * factor * months * 100) / 100;
        const id = 200 + (family * TIERS.length + tierIndex) * TERMS.length + termIndex;
        const row = product(
          [id, `${code}-${tierCode}-${termCode}`, `${name} ${tier}, ${term}`, amount, Math.round(amount * 55) / 100],
          subcategory,
          unit === "Month" ? "Service" : "NonInventory",
        );
        // The oldest plan of each family is no longer sold.
        return { ...row, unitOfMeasure: unit, inactiveFlag: tierCode === "BAS" && termCode === "Y" };
      }),
    ),
  );
  return [...MAIL_SECURITY.map((row) => product(row, "Mail Security")), ...SPECIAL.map((row) => ({ ...row })), ...others];
}

function product(
  [id, identifier, description, price, cost]: Row,
  subcategory: string,
  productClass: ProductClass = "NonInventory",
): ProductRecord {
  return {
    id,
    identifier,
    description,
    inactiveFlag: false,
    productClass,
    category: "Recurring Services",
    subcategory,
    type: "Subscription",
    unitOfMeasure: "User",
    price,
    cost,
    taxableFlag: true,
    ...UPDATED,
  };
}
