/** What the console counted for one customer of the sample partner, and where it is billed. */
export interface SampleCustomer {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Service or bundle code to units. */
  readonly quantities: Readonly<Record<string, number>>;
  /** Names at ConnectWise; absent where the partner has not assigned the customer yet. */
  readonly billedBy?: { readonly company: string; readonly agreement: string };
}

/**
 * Chosen to show every kind of outcome in the first night: quantities that differ and that do not, two customers on one agreement,
 * a bundle, a service given up, a line that is missing, one that is doubled, and an agreement that is invoiced ahead.
 */
export const SAMPLE_CUSTOMERS: readonly SampleCustomer[] = [
  customer("alder-grove", "Alder Grove Dental", "aldergrovedental.example", "Alder Grove Dental - Managed Services", {
    cloudfilter: 15,
    safesend: 14,
    securestore: 9,
  }),
  customer("bayshore", "Bayshore Legal Partners", "bayshorelegal.example", "Bayshore Legal - Mail Security", {
    cloudfilter: 42,
    bracket: 41,
    securestore: 42,
  }),
  customer("cedar-key", "Cedar Key Freight & Storage", "cedarkeyfreight.example", "Cedar Key Freight - Complete", {
    cloudfilter: 61,
    xtramail: 58,
  }),
  customer("dunmore", "Dunmore Architects", "dunmorearchitects.example", "Dunmore Architects - Mail Security", {
    cloudfilter: 23,
    safesend: 23,
  }),
  customer("eastlake", "Eastlake Pediatrics", "eastlakepeds.example", "Eastlake Pediatrics - HIPAA Care", {
    cloudfilter: 31,
    bracket: 31,
    securestore: 31,
    shield: 31,
  }),
  customer("fairwind", "Fairwind Charters", "fairwindcharters.example", "Fairwind Charters - Mail Security", { "bracket-bundle": 8 }),
  customer("gulfside", "Gulfside Realty Group", "gulfsiderealty.example", "Gulfside Realty - Mail Security", {
    cloudfilter: 52,
    safesend: 50,
    shield: 52,
  }),
  {
    id: "gulfside-rentals",
    name: "Gulfside Vacation Rentals",
    domain: "gulfsiderentals.example",
    quantities: { cloudfilter: 25, safesend: 20, shield: 25 },
    billedBy: { company: "Gulfside Realty Group", agreement: "Gulfside Realty - Mail Security" },
  },
  customer("holloway", "Holloway Machine Works", "hollowaymachine.example", "Holloway Machine - Managed Services", {
    cloudfilter: 19,
    cloudmail: 7,
  }),
  customer("ironwood", "Ironwood Brewing Co.", "ironwoodbrewing.example", "Ironwood Brewing - Mail Security", { cloudfilter: 12 }),
  customer("juniper-hill", "Juniper Hill Charter School", "juniperhill.example", "Juniper Hill School - Yearly", { cloudfilter: 140 }),
  customer("kestrel", "Kestrel Insurance Services", "kestrelins.example", "Kestrel Insurance - Mail Security", {
    cloudfilter: 27,
    safesend: 18,
    bracket: 25,
  }),
  customer("larkspur", "Larkspur Veterinary Clinic", "larkspurvet.example", "Larkspur Vet - Mail Security", {
    cloudfilter: 11,
    cloudmail: 12,
  }),
  customer("marette", "Marette Foods", "marettefoods.example", "Marette Foods - Complete", { cloudfilter: 38, safesend: 38 }),
  customer("north-point", "North Point Accounting, P.A.", "northpointcpa.example", "North Point Accounting - Mail Security", {
    cloudfilter: 16,
    bracket: 16,
    securestore: 16,
  }),
  { id: "quarry-lane", name: "Quarry Lane Winery", domain: "quarrylane.example", quantities: { cloudfilter: 5, safesend: 5 } },
];

/** Service code to the identifier of the product it is billed as. */
export const SAMPLE_MAPPINGS: Readonly<Record<string, string>> = {
  cloudfilter: "CLOUDFILTER",
  safesend: "SAFESEND",
  bracket: "BRACKET",
  xtramail: "XTRAMAIL",
  securestore: "SECURESTORE",
  cloudmail: "CLOUDMAIL",
  shield: "SHIELD",
};

function customer(id: string, name: string, domain: string, agreement: string, quantities: Record<string, number>): SampleCustomer {
  return { id, name, domain, quantities, billedBy: { company: name, agreement } };
}
