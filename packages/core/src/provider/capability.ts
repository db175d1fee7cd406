/** What a provider can do beyond reading and setting quantities. The UI hides what is missing. */
export const CAPABILITIES = ["addLine", "searchProducts", "searchCompanies", "matchCompanies", "nextInvoiceDate"] as const;

export type Capability = (typeof CAPABILITIES)[number];
