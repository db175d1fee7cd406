import { type Answer, type ApiRequest, jsonAnswer } from "@integrations/simulator-kit";
import type { Tenant } from "../tenant/tenant.ts";
import { errorAnswer } from "./answer.ts";
import { tenantOfUser } from "./authenticate.ts";

/** Where the database of a user is. Asks for no credentials (C); a user nobody knows is a 500 (C). */
export function zoneInformation(tenants: ReadonlyMap<string, Tenant>, { query, host }: ApiRequest): Answer {
  const tenant = tenantOfUser(tenants, query.get("user") ?? "");
  if (tenant === undefined) return errorAnswer(500, "Zone information could not be determined");
  return jsonAnswer(200, {
    zoneName: tenant.zoneName,
    url: tenant.zoneUrl ?? `http://${host}/atservicesrest/`,
    webUrl: "https://ww3.autotask.net/",
    ci: tenant.ci,
  });
}
