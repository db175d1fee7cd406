/** People who can sign in at the demo's issuer, and what their access tokens say. */
export interface SampleAccount {
  /** Subject of the tokens, and the name typed at sign-in. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly claims: { readonly role: "partner"; readonly partner_id: string } | { readonly role: "support" };
}

export const SAMPLE_PARTNER = { id: "harborline", name: "Harborline IT", timeZone: "America/New_York" } as const;
export const EMPTY_PARTNER = { id: "lakeview", name: "Lakeview Systems", timeZone: "Europe/Berlin" } as const;

export const SAMPLE_ACCOUNTS: readonly SampleAccount[] = [
  {
    id: "nora@harborline.example",
    name: "Nora Lindqvist",
    description: "Partner Harborline IT: set up, mapped and assigned",
    claims: { role: "partner", partner_id: SAMPLE_PARTNER.id },
  },
  {
    id: "henry@lakeview.example",
    name: "Henry Osei",
    description: "Partner Lakeview Systems: nothing set up yet",
    claims: { role: "partner", partner_id: EMPTY_PARTNER.id },
  },
  {
    id: "sam@support.example",
    name: "Sam Okafor",
    description: "Support of the vendor: sees every partner",
    claims: { role: "support" },
  },
];

/** A program that gets its tokens by client credentials. */
export interface MachineAccount {
  readonly id: string;
  readonly claims: { readonly role: "platform" } | SampleAccount["claims"];
}

/** The console that pushes, and the script that sets the sample partner up in its name. */
export const PLATFORM_MACHINE: MachineAccount = { id: "console-platform", claims: { role: "platform" } };
export const SAMPLE_MACHINE: MachineAccount = { id: "sample-set-up", claims: { role: "partner", partner_id: SAMPLE_PARTNER.id } };
