import { findPartner, type PartnerRecord } from "@integrations/database";
import type { Actor } from "../actor.ts";
import type { ServiceContext } from "../service-context.ts";

/** Whose data a use case is about, and who asks. */
export interface PartnerScope {
  readonly partner: PartnerRecord;
  readonly actor: Actor;
}

/** @returns undefined where the platform never told us about the partner */
export async function findPartnerScope(context: ServiceContext, partnerId: string, actor: Actor): Promise<PartnerScope | undefined> {
  const partner = await context.database.asPartner(partnerId, (trx) => findPartner(trx, partnerId));
  return partner && { partner, actor };
}
