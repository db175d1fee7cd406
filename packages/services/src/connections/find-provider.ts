import type { Provider } from "@integrations/core";
import { findConnection, type ConnectionRecord, type Db, type Trx } from "@integrations/database";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

/** @throws Refusal `not_found` */
export function getProvider(context: ServiceContext, providerId: string): Provider {
  const provider = context.providers.find(providerId);
  if (provider === undefined) throw new Refusal("not_found", { field: "providerId", detail: "There is no such provider." });
  return provider;
}

/** The partner's connection, whatever its status. @throws Refusal `not_found` for the provider, `not_enabled` */
export async function getEnabledConnection(context: ServiceContext, scope: PartnerScope, providerId: string): Promise<ConnectionRecord> {
  getProvider(context, providerId);
  return await context.database.asPartner(scope.partner.id, (trx) => requireConnection(trx, scope, providerId));
}

/** The same inside a transaction. @throws Refusal `not_enabled` */
export async function requireConnection(db: Db | Trx, scope: PartnerScope, providerId: string): Promise<ConnectionRecord> {
  return enabled(await findConnection(db, { partnerId: scope.partner.id, providerId }));
}

export function enabled(connection: ConnectionRecord | undefined): ConnectionRecord {
  if (connection === undefined) throw new Refusal("not_enabled");
  return connection;
}
