import {
  deleteExclusion,
  findCustomer,
  findExclusion,
  lockConnection,
  putExclusion,
  type ConnectionRecord,
  type ExclusionRecord,
  type Trx,
} from "@integrations/database";
import { recordAudit } from "../audit/record-audit.ts";
import { enabled, getProvider } from "../connections/find-provider.ts";
import type { PartnerScope } from "../partners/partner-scope.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface ExcludeInput {
  readonly providerId: string;
  readonly customerId: string;
  /** For whoever wonders later. */
  readonly note?: string | undefined;
}

/**
 * From now on the customer's lines are left as they are: they are neither set nor lowered to 0. Where it shares its agreement, the
 * others' lines are left alone with it, since the sums on them are no longer known.
 * Excluding twice changes what is noted. @throws Refusal `not_enabled`, `not_found`
 */
export async function excludeCustomer(context: ServiceContext, scope: PartnerScope, input: ExcludeInput): Promise<ExclusionRecord> {
  const at = context.clock.now();
  return await withCustomer(context, scope, input, async (trx, connection) => {
    const before = await findExclusion(trx, connection.id, input.customerId);
    const note = input.note?.trim() ?? "";
    if (before?.note === note) return before;
    const exclusion: ExclusionRecord = {
      customerId: input.customerId,
      note,
      excludedBy: scope.actor.subject,
      excludedAt: before?.excludedAt ?? at,
    };
    await putExclusion(trx, connection, exclusion);
    const facts = { providerId: input.providerId, customerId: input.customerId, note };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "customer.excluded", facts, at });
    return exclusion;
  });
}

/** The next run sets its quantities again. Including twice is including once. @throws Refusal `not_enabled`, `not_found` */
export async function includeCustomer(
  context: ServiceContext,
  scope: PartnerScope,
  input: Pick<ExcludeInput, "providerId" | "customerId">,
): Promise<{ included: boolean }> {
  const at = context.clock.now();
  return await withCustomer(context, scope, input, async (trx, connection) => {
    const before = await deleteExclusion(trx, connection.id, input.customerId);
    if (before === undefined) return { included: false };
    const facts = { providerId: input.providerId, customerId: input.customerId, note: before.note };
    await recordAudit(trx, { actor: scope.actor, partnerId: scope.partner.id, action: "customer.included", facts, at });
    return { included: true };
  });
}

async function withCustomer<Result>(
  context: ServiceContext,
  scope: PartnerScope,
  input: Pick<ExcludeInput, "providerId" | "customerId">,
  work: (trx: Trx, connection: ConnectionRecord) => Promise<Result>,
): Promise<Result> {
  getProvider(context, input.providerId);
  const partnerId = scope.partner.id;
  return await context.database.asPartner(partnerId, async (trx) => {
    const connection = enabled(await lockConnection(trx, { partnerId, providerId: input.providerId }));
    const customer = await findCustomer(trx, { partnerId, customerId: input.customerId });
    if (customer === undefined) throw new Refusal("not_found", { field: "customerId", detail: "There is no such customer." });
    return await work(trx, connection);
  });
}
