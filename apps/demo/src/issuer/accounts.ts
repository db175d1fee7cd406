/** People who can sign in at the demo's issuer, and what their access tokens say. */
export interface SampleAccount {
  /** Subject of the tokens, and the name typed at sign-in. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly claims: { readonly role: "partner"; readonly partner_id: string } | { readonly role: "support" };
}

export const SAMPLE_PARTNER_ID = "partner-northwind";
export const EMPTY_PARTNER_ID = "partner-harbour";

export const SAMPLE_ACCOUNTS: readonly SampleAccount[] = [
  {
    id: "nora@northwind.example",
    name: "Nora Lindqvist",
    description: "Partner Northwind Managed IT: set up, mapped and assigned",
    claims: { role: "partner", partner_id: SAMPLE_PARTNER_ID },
  },
  {
    id: "henry@harbour.example",
    name: "Henry Osei",
    description: "Partner Harbour Point IT: nothing set up yet",
    claims: { role: "partner", partner_id: EMPTY_PARTNER_ID },
  },
  {
    id: "sam@support.example",
    name: "Sam Okafor",
    description: "Support of the vendor: sees every partner",
    claims: { role: "support" },
  },
];

/** Machine accounts: the console that pushes, and the script that sets the sample partner up in its name. */
export const MACHINE_CLIENTS = {
  platform: { id: "console-platform", claims: { role: "platform" } },
  partner: { id: "sample-set-up", claims: { role: "partner", partner_id: SAMPLE_PARTNER_ID } },
} as const;

export type MachineClient = keyof typeof MACHINE_CLIENTS;
