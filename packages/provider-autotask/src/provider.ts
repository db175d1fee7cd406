import { defineProvider, type SiteLimits } from "@integrations/core";
import { autotaskEnvironment } from "./definition/environment.ts";
import { AUTOTASK_FIELDS } from "./definition/fields.ts";
import { AUTOTASK_LOGO } from "./definition/logo.ts";
import { AUTOTASK_PERMISSIONS } from "./definition/permissions.ts";
import { createSession } from "./session.ts";

/**
 * Three at once is what one endpoint bears (V); half of the 10,000 an hour that a database bears for all integrations together
 * (V) is never passed, and the other half is watched, see `wire/hourly-budget.ts`.
 */
const LIMITS: SiteLimits = { concurrency: 3, callsPerWindow: 5_000, windowMs: 3_600_000 };

export const autotask = defineProvider({
  id: "autotask",
  contract: { from: "1.0", below: "2.0" },
  name: "Autotask PSA",
  logo: AUTOTASK_LOGO,
  helpUrl: "/partners/autotask",
  terms: {
    // "Service" alone would be the platform's own word for what is mapped to it.
    product: { one: "Autotask service", many: "Autotask services" },
    company: { one: "company", many: "companies" },
    agreement: { one: "contract", many: "contracts" },
    line: { one: "contract service", many: "contract services" },
  },
  fields: AUTOTASK_FIELDS,
  permissions: AUTOTASK_PERMISSIONS.map(({ entity: _entity, access: _access, ...permission }) => permission),
  capabilities: ["addLine", "searchProducts", "searchCompanies"],
  environment: autotaskEnvironment,
  limits: LIMITS,
  connect: (config, context) => createSession(config, context, LIMITS),
});
