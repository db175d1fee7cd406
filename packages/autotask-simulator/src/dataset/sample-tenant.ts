import { addDays, addMonths, dayOf } from "../days.ts";
import type { PersonEdits } from "../store/person-edits.ts";
import { DEFAULT_USER, type TenantOptions } from "../tenant/tenant.ts";

/** What to type into a connection form to reach the sample tenant. */
export const SAMPLE_CONNECTION = {
  userName: DEFAULT_USER.userName,
  secret: DEFAULT_USER.secret,
  integrationCode: "SIMTRACKINGIDENTIFIER",
} as const;

const SERVICES = [
  ["CloudFilter", "Spam and malware filter per mailbox"],
  ["SafeSend", "Outbound data protection per mailbox"],
  ["Bracket", "Secure mail per mailbox"],
  ["XtraMail", "Mail continuity per mailbox"],
  ["SecureStore", "Mail archive per mailbox"],
  ["CloudMail", "Hosted mailbox"],
  ["Shield", "Awareness training per person"],
  ["Managed workstation", "Monitoring, patches and help desk"],
  ["Managed server", "Monitoring, patches and backup"],
  ["100% uptime add-on", "For those who never sleep"],
] as const;

const COMPANIES = [
  "Cedar Key Freight & Storage",
  "Dunmore Architects",
  "Eastlake Pediatrics",
  "Holloway Machine Works",
  "Ironwood Brewing Co.",
  "Juniper Hill Charter School",
  "Larkspur Veterinary Clinic",
  "Hollis O'Brien Law",
  "Marette Foods",
  "Quarry Lane Winery",
] as const;

/** A small reseller's Autotask: ten companies with a contract each, ten services and a bundle. @param today dates follow from it */
export function sampleTenant({ today }: { readonly today: Date }): TenantOptions {
  return { id: "sample", users: [DEFAULT_USER], fill: (data) => fillSample(data, today) };
}

export function fillSample(data: PersonEdits, today: Date): void {
  const startDate = addMonths(`${dayOf(today).slice(0, 8)}01`, -2);
  const services = SERVICES.map(([name, description], index) =>
    data.addItem({ name, description, unitPrice: 2 + index, unitCost: 1 + index / 2 }),
  );
  data.addItem({ name: "Retired filter", description: "No longer sold", isActive: false });
  data.addItem({ name: "Secure mail bundle", description: "CloudFilter, SafeSend and Bracket", unitPrice: 8 }, "bundle");
  for (const [index, companyName] of COMPANIES.entries()) {
    const company = data.addCompany({ companyName, companyNumber: `C-${100 + index}` });
    const endDate = addDays(addMonths(startDate, 12), -1);
    const contract = data.addContract({ companyID: company.id, contractName: "Managed Services", startDate, endDate });
    for (const service of services.slice(0, 1 + (index % 4))) {
      data.addLine({ contractID: contract.id, itemID: service.id, units: 3 + index });
    }
  }
  const [first] = COMPANIES;
  const former = data.addCompany({ companyName: `${first} (old)`, isActive: false });
  const lastYear = addMonths(startDate, -12);
  data.addContract({
    companyID: former.id,
    contractName: "Last year's contract",
    startDate: lastYear,
    endDate: addDays(startDate, -1),
    status: 0,
  });
}
