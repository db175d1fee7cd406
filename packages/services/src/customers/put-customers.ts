import { putCustomers, type CustomerToPut } from "@integrations/database";
import type { Actor } from "../actor.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePartner } from "../partners/put-partners.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

/**
 * Makes or changes customers of one partner: all of them, or none. Those not named stay.
 * @throws Refusal `not_found` for the partner, `invalid_input`
 */
export async function putCustomersOfPlatform(
  context: ServiceContext,
  actor: Actor,
  input: { readonly partnerId: string; readonly customers: readonly CustomerToPut[] },
): Promise<{ count: number }> {
  const { partnerId, customers } = input;
  const seen = new Set<string>();
  for (const [index, { id }] of customers.entries()) {
    if (seen.has(id))
      throw new Refusal("invalid_input", { field: `customers.${index}.id`, detail: `The customer "${id}" is named twice.` });
    seen.add(id);
  }
  const at = context.clock.now();
  return await context.database.asPlatform(partnerId, async (trx) => {
    await requirePartner(trx, partnerId);
    const changed = await putCustomers(trx, partnerId, customers, at);
    const facts = { count: customers.length, changed };
    if (changed > 0) await recordAudit(trx, { actor, partnerId, action: "customers.put", facts, at });
    return { count: customers.length };
  });
}
