import type { FieldDefinition } from "@integrations/core";

export const CONNECTWISE_FIELDS: readonly FieldDefinition[] = [
  {
    key: "companyId",
    label: "Company ID",
    help: "The company you enter when you sign in to ConnectWise.",
    kind: "text",
    required: true,
    maxLength: 100,
    identity: true,
  },
  {
    key: "publicKey",
    label: "Public key",
    help: "From the API Keys tab of the API member you made for this integration.",
    kind: "secret",
    required: true,
  },
  {
    key: "privateKey",
    label: "Private key",
    help: "Shown by ConnectWise only once, when the key is made.",
    kind: "secret",
    required: true,
  },
  {
    key: "useCustomSite",
    label: "Use a custom ConnectWise site",
    help: "For a ConnectWise on your own server or under your own host name. Leave it off for ConnectWise's cloud.",
    kind: "switch",
  },
  {
    key: "site",
    label: "Site (FQDN)",
    help: "The host name your team opens ConnectWise under, without https:// and without a path.",
    placeholder: "psa.example.com",
    kind: "hostname",
    required: true,
    shownWhen: { field: "useCustomSite", equals: true },
  },
  {
    key: "siteCertificate",
    label: "Certificate of your authority",
    help: "Only for a site whose certificate is from an authority of your own: that authority's certificate, as PEM text. Never a private key.",
    placeholder: "-----BEGIN CERTIFICATE-----",
    kind: "certificate",
    shownWhen: { field: "useCustomSite", equals: true },
  },
];
