import { type ApiRequest, Refusal } from "@integrations/simulator-kit";
import type { ApiUser } from "../tenant/api-user.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { errorAnswer, serverAnswer } from "./answer.ts";

export interface Caller {
  readonly tenant: Tenant;
  readonly user: ApiUser;
  readonly integrationCode: string;
}

/** The tenant of an API user, by its name alone. */
export function tenantOfUser(tenants: ReadonlyMap<string, Tenant>, userName: string): Tenant | undefined {
  return [...tenants.values()].find((tenant) => tenant.user(userName) !== undefined);
}

/**
 * By three headers (V). A wrong secret is a 401, an unknown user a 500 (C); a wrong code is a 500 with a text (O).
 * @throws Refusal
 */
export function authenticate(tenants: ReadonlyMap<string, Tenant>, { headers }: ApiRequest): Caller {
  const userName = headers["username"] ?? "";
  const integrationCode = headers["apiintegrationcode"] ?? "";
  const tenant = tenantOfUser(tenants, userName);
  const user = tenant?.user(userName);
  if (tenant === undefined || user === undefined) throw new Refusal(errorAnswer(500, "The user name is not valid."));
  if (headers["secret"] !== user.secret) throw new Refusal(serverAnswer(401, "Authorization has been denied for this request."));
  const accepted = integrationCode !== "" && (tenant.integrationCodes?.includes(integrationCode) ?? true);
  if (!accepted) {
    throw new Refusal(
      tenant.behaviour.badIntegrationCode === "500"
        ? errorAnswer(500, "IntegrationCode is invalid.")
        : serverAnswer(401, "Authorization has been denied for this request."),
    );
  }
  return { tenant, user, integrationCode };
}
