import { PLATFORM_MACHINE, type MachineAccount, type SampleAccount } from "@integrations/demo/accounts";

/** Partners of the tour through every page, with names that look well in a picture. */
export const TOUR_PARTNERS = {
  harborline: { name: "Harborline IT", person: "Nora Lindqvist" },
  lakeview: { name: "Lakeview Systems", person: "Henry Osei" },
  copperfield: { name: "Copperfield Networks", person: "Ada Marsh" },
  tamarack: { name: "Tamarack Computing", person: "Ruben Castillo" },
  pinebrook: { name: "Pinebrook Data", person: "Mei Tanaka" },
  wolfe: {
    name: "Wolfeschlegelsteinhausenbergerdorff & Partners Managed Information Technology Services International",
    person: "Maximiliana-Antoinette Wolfeschlegelsteinhausenbergerdorff",
  },
} as const;

export type TourPartnerId = keyof typeof TOUR_PARTNERS;

export function tourAccount(id: TourPartnerId): SampleAccount {
  const { name, person } = TOUR_PARTNERS[id];
  return { id: `person@${id}.example`, name: person, description: `Partner ${name}`, claims: { role: "partner", partner_id: id } };
}

export function tourMachine(id: TourPartnerId): MachineAccount {
  return { id: `api-of-${id}`, claims: tourAccount(id).claims };
}

const TOUR_IDS = Object.keys(TOUR_PARTNERS) as TourPartnerId[];

/** More than there are tests: each has a partner of its own. */
const PARTNERS = 200;

export function partnerAccount(number: number): SampleAccount {
  const partnerId = `browser-${number}`;
  return {
    id: `person@${partnerId}.example`,
    name: `Person of partner ${number}`,
    description: `Partner ${number}`,
    claims: { role: "partner", partner_id: partnerId },
  };
}

export const SUPPORT_ACCOUNT: SampleAccount = {
  id: "sam@support.example",
  name: "Sam Okafor",
  description: "Support",
  claims: { role: "support" },
};

export const ACCOUNTS: readonly SampleAccount[] = [
  SUPPORT_ACCOUNT,
  ...TOUR_IDS.map(tourAccount),
  ...Array.from({ length: PARTNERS }, (_, index) => partnerAccount(index + 1)),
];

/** The same partners as programs, so that a test can do by the API what it does not want to click. */
export function partnerMachine(number: number): MachineAccount {
  return { id: `api-of-partner-${number}`, claims: partnerAccount(number).claims };
}

export const MACHINES: readonly MachineAccount[] = [
  PLATFORM_MACHINE,
  ...TOUR_IDS.map(tourMachine),
  ...Array.from({ length: PARTNERS }, (_, index) => partnerMachine(index + 1)),
];
