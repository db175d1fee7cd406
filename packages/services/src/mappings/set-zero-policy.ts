import type { ZeroPolicy } from "@integrations/core";
import { listMappings, lockConnection, saveZeroPolicy } from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface ZeroPolicyInput {
  readonly providerId: string;
  readonly service: string;
  readonly zeroPolicy: ZeroPolicy;
}

/**
 * What the next runs do where the count of a mapped service falls to 0. It stays when the service is mapped to another product.
 * @throws Refusal `not_enabled`, `invalid_input` where the service is not mapped
 */
export async function setZeroPolicy(context: ServiceContext, scope: PartnerScope, input: ZeroPolicyInput): Promise<void> {
  getProvider(context, input.providerId);
  const at = context.clock.now();
  await context.database.asPartner(scope.partner.id, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId: scope.partner.id, providerId: input.providerId }));
    const mapping = (await listMappings(trx, connection.id)).find((each) => each.serviceCode === input.service);
    if (mapping === undefined) throw new Refusal("invalid_input", { field: "service", detail: "This service is not mapped." });
    if (mapping.zeroPolicy === input.zeroPolicy) return;
    await saveZeroPolicy(trx, connection.id, input.service, input.zeroPolicy);
    const facts = { providerId: input.providerId, service: input.service, from: mapping.zeroPolicy, to: input.zeroPolicy };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "mapping.zero_policy_set", facts, at });
  });
}
