import { defineProvider, type SiteLimits } from "@integrations/core";
import { connectWiseEnvironment } from "./definition/environment.ts";
import { CONNECTWISE_FIELDS } from "./definition/fields.ts";
import { CONNECTWISE_LOGO } from "./definition/logo.ts";
import { CONNECTWISE_PERMISSIONS } from "./definition/permissions.ts";
import { createSession } from "./session.ts";

/** Below the 1,000 a minute from which a site is likely to limit (V), with room for the partner's other integrations. */
const LIMITS: SiteLimits = { concurrency: 20, callsPerWindow: 900, windowMs: 60_000 };

export const connectwise = defineProvider({
  id: "connectwise-manage",
  contract: { from: "1.1", below: "2.0" },
  name: "ConnectWise Manage",
  logo: CONNECTWISE_LOGO,
  helpUrl: "/partners/connectwise-manage",
  terms: {
    product: { one: "product", many: "products" },
    company: { one: "company", many: "companies" },
    agreement: { one: "agreement", many: "agreements" },
    line: { one: "addition", many: "additions" },
  },
  fields: CONNECTWISE_FIELDS,
  permissions: CONNECTWISE_PERMISSIONS,
  capabilities: ["addLine", "searchProducts", "searchCompanies", "matchCompanies", "nextInvoiceDate"],
  environment: connectWiseEnvironment,
  limits: LIMITS,
  connect: (config, context) => createSession(config, context, LIMITS),
});
