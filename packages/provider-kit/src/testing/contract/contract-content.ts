import type { ContractContent } from "./contract-subject.ts";

/** The day it is in every rule. */
export const CONTRACT_TODAY = "2026-03-10";

/** What every rule finds, and may add to. */
export const CONTRACT_CONTENT: ContractContent = {
  products: [
    { key: "filter", identifier: "MAIL-FILTER", description: "Mail filter per mailbox" },
    { key: "backup", identifier: "BACKUP", description: "Backup per seat" },
    { key: "signs", identifier: "100%_*[x]", description: "An identifier of signs" },
    { key: "lookalike", identifier: "1000x", description: "What wildcards would take for it" },
    { key: "old", identifier: "OLD-FILTER", description: "No longer sold", active: false },
    { key: "bundle", identifier: "BUNDLE-FILTER", description: "Several in one", allowedOnAgreement: false },
  ],
  companies: [
    { key: "acme", name: "Acme Contract GmbH", website: "https://www.Acme-contract.example/about" },
    { key: "brien", name: "O'Brien Contract", website: "www.not-acme-contract.example" },
    { key: "racks", name: '19" Racks Contract' },
    { key: "percent", name: "100% Organic [x]" },
    { key: "thousand", name: "1000 Organic x" },
    { key: "emoji", name: "Fête 🎉 Contract" },
  ],
  agreements: [
    { key: "main", company: "acme" },
    { key: "second", company: "acme" },
    { key: "ended", company: "acme", ended: true },
    { key: "foreign", company: "brien" },
  ],
  lines: [
    { key: "main-filter", agreement: "main", product: "filter", quantity: 3 },
    { key: "main-backup", agreement: "main", product: "backup", quantity: 7 },
    { key: "main-cancelled", agreement: "main", product: "signs", quantity: 4, cancelledOn: "2026-01-31" },
    { key: "foreign-filter", agreement: "foreign", product: "filter", quantity: 11 },
  ],
};
