import type { CompanyRecord, ContactRecord } from "../store/records.ts";

const UPDATED = { updatedAt: "2025-02-03T20:11:09Z", updatedBy: "jmeadows" };

type Row = readonly [id: number, identifier: string, name: string, domain: string, city: string, state: string, contact: string];

/** Customers of the sample partner, all invented; the ids are stable, so that demo and tests may name them. */
const CLIENTS: readonly Row[] = [
  [250, "AlderGroveDental", "Alder Grove Dental", "aldergrovedental.example", "Sarasota", "FL", "Priya Raman"],
  [251, "BayshoreLegal", "Bayshore Legal Partners", "bayshorelegal.example", "Tampa", "FL", "Martin Oyelaran"],
  [252, "CedarKeyFreight", "Cedar Key Freight & Storage", "cedarkeyfreight.example", "Ocala", "FL", "Dana Whitcomb"],
  [253, "DunmoreArchitects", "Dunmore Architects", "dunmorearchitects.example", "Orlando", "FL", "Elise Dunmore"],
  [254, "EastlakePediatrics", "Eastlake Pediatrics", "eastlakepeds.example", "Clearwater", "FL", "Jorge Villalobos"],
  [255, "FairwindCharters", "Fairwind Charters", "fairwindcharters.example", "Naples", "FL", "Abby Kessler"],
  [256, "GulfsideRealty", "Gulfside Realty Group", "gulfsiderealty.example", "St. Petersburg", "FL", "Tomas Lindqvist"],
  [257, "HollowayMachine", "Holloway Machine Works", "hollowaymachine.example", "Lakeland", "FL", "Ruth Holloway"],
  [258, "IronwoodBrewing", "Ironwood Brewing Co.", "ironwoodbrewing.example", "Gainesville", "FL", "Caleb Stone"],
  [259, "JuniperSchool", "Juniper Hill Charter School", "juniperhill.example", "Bradenton", "FL", "Maya Osei"],
  [260, "KestrelInsurance", "Kestrel Insurance Services", "kestrelins.example", "Tampa", "FL", "Hank Prowse"],
  [261, "LarkspurVet", "Larkspur Veterinary Clinic", "larkspurvet.example", "Venice", "FL", "Noor Haddad"],
  [262, "MaretteFoods", "Marette Foods", "marettefoods.example", "Miami", "FL", "Luc Marette"],
  [263, "NorthPointAcct", "North Point Accounting, P.A.", "northpointcpa.example", "Jacksonville", "FL", "Wendy Tran"],
];

/** The partner itself, a vendor, a prospect, one in the recycle bin that looks like a customer, and one with a difficult name. */
const OTHERS: readonly CompanyRecord[] = [
  company([19, "HarborlineIT", "Harborline IT", "harborline.example", "Tampa", "FL", ""], ["Owner"]),
  company([40, "MailSecVendor", "Mail Security Vendor Inc.", "mailsecurity.example", "Austin", "TX", ""], ["Vendor"]),
  company([270, "QuarryLane", "Quarry Lane Winery", "quarrylane.example", "Ocala", "FL", ""], ["Prospect"]),
  { ...company([271, "BayshoreLegalOLD", "Bayshore Legal Partners", "bayshorelegal.example", "Tampa", "FL", ""]), deletedFlag: true },
  company([272, "OMalley100", 'O\'Malley & Sons [100% "Green"] Café ☕', "omalley.example", "Key West", "FL", ""]),
];

export function sampleCompanies(): CompanyRecord[] {
  return [...CLIENTS.map((row) => company(row)), ...OTHERS.map((row) => ({ ...row }))];
}

export function sampleContacts(): ContactRecord[] {
  return CLIENTS.map(([companyId, , , domain, , , name], index): ContactRecord => {
    const [firstName = "", lastName = ""] = name.split(" ");
    const email = `${firstName}.${lastName}@${domain}`.toLowerCase();
    return { id: 500 + index, companyId, firstName, lastName, email, inactiveFlag: false, ...UPDATED };
  });
}

function company([id, identifier, name, domain, city, state]: Row, types: readonly string[] = ["Client"]): CompanyRecord {
  return { id, identifier, name, status: "Active", types, deletedFlag: false, website: `www.${domain}`, city, state, ...UPDATED };
}
