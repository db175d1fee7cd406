import { type Answer, jsonAnswer } from "@integrations/simulator-kit";
import type { Behaviour } from "../tenant/behaviour.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { htmlAnswer } from "./answer.ts";

/**
 * `GET /login/companyinfo/{companyId}`, without authorization (FACTS section 1, V and O).
 * @param ofUnknown how a company id nobody has is answered
 */
export function discover(tenant: Tenant | undefined, host: string, ofUnknown: Behaviour["unknownCompany"]): Answer {
  if (tenant === undefined) return ofUnknown === "null" ? jsonAnswer(200, null) : htmlAnswer(404, "404 - Not Found");
  const { isCloud } = tenant;
  return jsonAnswer(200, {
    CompanyName: tenant.companyName,
    Codebase: tenant.codebase,
    VersionCode: versionCode(tenant.codebase),
    VersionNumber: "v4.6.102834",
    CompanyID: tenant.companyId,
    IsCloud: tenant.behaviour.isCloudAs === "boolean" ? isCloud : isCloud ? "True" : "False",
    ...(tenant.siteUrl === undefined ? {} : { SiteUrl: tenant.siteUrl === "self" ? host : tenant.siteUrl }),
  });
}

/** `v2025_1/` is the folder of `v2025.1`. */
function versionCode(codebase: string): string {
  return codebase.replace(/\/$/, "").replaceAll("_", ".");
}
