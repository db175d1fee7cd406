import { PLATFORM_MACHINE, type MachineAccount, type SampleAccount } from "@integrations/demo/accounts";

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

const SUPPORT_ACCOUNT: SampleAccount = {
  id: "sam@support.example",
  name: "Sam Okafor",
  description: "Support",
  claims: { role: "support" },
};

export const ACCOUNTS: readonly SampleAccount[] = [
  SUPPORT_ACCOUNT,
  ...Array.from({ length: PARTNERS }, (_, index) => partnerAccount(index + 1)),
];

/** The same partners as programs, so that a test can do by the API what it does not want to click. */
export function partnerMachine(number: number): MachineAccount {
  return { id: `api-of-partner-${number}`, claims: partnerAccount(number).claims };
}

export const MACHINES: readonly MachineAccount[] = [
  PLATFORM_MACHINE,
  ...Array.from({ length: PARTNERS }, (_, index) => partnerMachine(index + 1)),
];
