import type { ProviderDescription } from "../features/integrations/provider-scope.ts";

/** A provider like none there is: other fields, other words, other rights. */
export const SAMPLE_PROVIDER: ProviderDescription = {
  providerId: "ledgerly",
  name: "Ledgerly",
  logo: '<svg viewBox="0 0 40 40"><path d="M4 4h32v32H4z"/></svg>',
  helpUrl: "https://help.example/ledgerly",
  terms: {
    product: { one: "tariff", many: "tariffs" },
    company: { one: "debtor", many: "debtors" },
    agreement: { one: "standing order", many: "standing orders" },
    line: { one: "position", many: "positions" },
  },
  fields: [
    { key: "tenant", label: "Tenant number", help: "On every letter from Ledgerly.", kind: "text", required: true, identity: true },
    { key: "token", label: "Access token", kind: "secret", required: true },
    { key: "ownHost", label: "Runs on our own host", kind: "switch" },
    { key: "host", label: "Host name", kind: "hostname", required: true, shownWhen: { field: "ownHost", equals: true } },
    { key: "authority", label: "Own authority", kind: "certificate", shownWhen: { field: "ownHost", equals: true } },
  ],
  permissions: [
    {
      id: "read-debtors",
      module: "Debtors",
      permission: "Read",
      level: "Everything",
      why: "To find a debtor.",
      neededFor: "assigning",
      required: true,
      checkable: true,
    },
  ],
  capabilities: ["addLine", "searchProducts", "searchCompanies"],
};
