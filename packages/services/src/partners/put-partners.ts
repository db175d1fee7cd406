import { isTimeZone } from "@integrations/core";
import { findPartner, putPartners, type PartnerToPut, type Trx } from "@integrations/database";
import type { Actor } from "../actor.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

/**
 * Makes or changes partners: all of them, or none. A time zone left out is UTC for a new partner, and stays for a known one.
 * @throws Refusal `invalid_input`
 */
export async function putPartnersOfPlatform(
  context: ServiceContext,
  actor: Actor,
  partners: readonly PartnerToPut[],
): Promise<{ count: number }> {
  const seen = new Set<string>();
  for (const [index, { id, timeZone }] of partners.entries()) {
    if (seen.has(id)) throw new Refusal("invalid_input", { field: `partners.${index}.id`, detail: `The partner "${id}" is named twice.` });
    seen.add(id);
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      const detail = `"${timeZone}" is no time zone; one is called Europe/Berlin, for example.`;
      throw new Refusal("invalid_input", { field: `partners.${index}.timeZone`, detail });
    }
  }
  const at = context.clock.now();
  await context.database.asPlatform(null, async (trx) => {
    const changed = await putPartners(trx, partners, at);
    await recordAudit(
      trx,
      ...changed.map((partner) => ({
        actor,
        partnerId: partner.id,
        action: "partner.put" as const,
        facts: { name: partner.name, timeZone: partner.timeZone },
        at,
      })),
    );
  });
  return { count: partners.length };
}

/** @throws Refusal `not_found` */
export async function requirePartner(trx: Trx, partnerId: string): Promise<void> {
  if ((await findPartner(trx, partnerId)) === undefined) {
    throw new Refusal("not_found", { field: "partnerId", detail: `There is no partner "${partnerId}".` });
  }
}
