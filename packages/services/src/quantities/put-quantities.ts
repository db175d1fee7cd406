import { MAX_QUANTITY } from "@integrations/core";
import { findUnknownCustomers, listServices, putSnapshots, type SnapshotToPut } from "@integrations/database";
import type { Actor } from "../actor.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePartner } from "../partners/put-partners.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceContext } from "../service-context.ts";

export interface PutQuantitiesInput {
  readonly partnerId: string;
  /** When it was counted. */
  readonly observedAt: Date;
  /** Each with everything it has: a service left out is one it has none of. */
  readonly customers: ReadonlyArray<{
    readonly customerId: string;
    readonly quantities: ReadonlyArray<{ readonly service: string; readonly quantity: number }>;
  }>;
}

/** A clock may be wrong by this much. */
export const MAX_AHEAD_MS = 10 * 60_000;

/**
 * Takes one count of many customers: all of it, or nothing. A count older than the stored one of a customer is passed over.
 * @throws Refusal `not_found` for the partner or a customer, `invalid_input`
 */
export async function putQuantities(
  context: ServiceContext,
  actor: Actor,
  input: PutQuantitiesInput,
): Promise<{ accepted: number; ignoredOlder: number }> {
  const at = context.clock.now();
  if (Number.isNaN(input.observedAt.getTime())) throw refusal("observedAt", "This is no time.");
  if (input.observedAt.getTime() > at.getTime() + MAX_AHEAD_MS) throw refusal("observedAt", "This time is in the future.");
  return await context.database.asPlatform(input.partnerId, async (trx) => {
    await requirePartner(trx, input.partnerId);
    const codes = new Set((await listServices(trx)).map((service) => service.code));
    const customers = readSnapshots(input, codes);
    const unknown = await findUnknownCustomers(
      trx,
      input.partnerId,
      customers.map((customer) => customer.customerId),
    );
    if (unknown.length > 0) throw unknownCustomers(input, unknown);
    const accepted = await putSnapshots(trx, { partnerId: input.partnerId, observedAt: input.observedAt, receivedAt: at, customers });
    const result = { accepted, ignoredOlder: customers.length - accepted };
    const facts = { observedAt: input.observedAt.toISOString(), ...result };
    await recordAudit(trx, { actor, partnerId: input.partnerId, action: "quantities.put", facts, at });
    return result;
  });
}

function readSnapshots(input: PutQuantitiesInput, codes: ReadonlySet<string>): SnapshotToPut[] {
  const seen = new Set<string>();
  return input.customers.map(({ customerId, quantities }, index) => {
    if (seen.has(customerId)) throw refusal(`customers.${index}.customerId`, `The customer "${customerId}" is named twice.`);
    seen.add(customerId);
    const counted = new Map<string, number>();
    for (const [position, { service, quantity }] of quantities.entries()) {
      const field = `customers.${index}.quantities.${position}`;
      if (!codes.has(service)) throw refusal(`${field}.service`, `There is no service "${service}".`);
      if (counted.has(service)) throw refusal(`${field}.service`, `The service "${service}" is named twice.`);
      if (!Number.isInteger(quantity) || quantity < 0 || quantity > MAX_QUANTITY) {
        throw refusal(`${field}.quantity`, `A quantity is a whole number from 0 to ${MAX_QUANTITY}.`);
      }
      counted.set(service, quantity);
    }
    return { customerId, quantities: new Map([...counted].filter(([, quantity]) => quantity > 0)) };
  });
}

const NAMED_AT_MOST = 10;

function unknownCustomers(input: PutQuantitiesInput, unknown: readonly string[]): Refusal {
  const index = input.customers.findIndex((customer) => customer.customerId === unknown[0]);
  const names = unknown.slice(0, NAMED_AT_MOST).map((id) => `"${id}"`);
  const more = unknown.length - names.length;
  return new Refusal("not_found", {
    field: `customers.${index}.customerId`,
    detail: `The partner has no customer ${names.join(", ")}${more > 0 ? ` and ${more} more of those named` : ""}.`,
  });
}

function refusal(field: string, detail: string): Refusal {
  return new Refusal("invalid_input", { field, detail });
}
