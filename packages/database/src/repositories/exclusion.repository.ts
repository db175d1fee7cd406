import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { CustomerExclusionsTable } from "../schema/tables.ts";

/** A customer whose lines the partner has asked to leave alone, on one connection. */
export interface ExclusionRecord {
  readonly customerId: string;
  /** What the partner wrote for whoever wonders; may be empty. */
  readonly note: string;
  /** Subject of the person who did it. */
  readonly excludedBy: string;
  readonly excludedAt: Date;
}

export async function findExclusion(db: Db | Trx, connectionId: string, customerId: string): Promise<ExclusionRecord | undefined> {
  const row = await db
    .selectFrom("customer_exclusions")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("customer_id", "=", customerId)
    .executeTakeFirst();
  return row && toExclusion(row);
}

/** Excludes the customer, or changes what is noted about it. */
export async function putExclusion(
  trx: Trx,
  connection: { readonly id: string; readonly partnerId: string },
  exclusion: ExclusionRecord,
): Promise<void> {
  const values = { note: exclusion.note, excluded_by: exclusion.excludedBy, excluded_at: exclusion.excludedAt };
  await trx
    .insertInto("customer_exclusions")
    .values({ connection_id: connection.id, partner_id: connection.partnerId, customer_id: exclusion.customerId, ...values })
    .onConflict((conflict) => conflict.columns(["connection_id", "customer_id"]).doUpdateSet(values))
    .execute();
}

/** @returns what was there */
export async function deleteExclusion(trx: Trx, connectionId: string, customerId: string): Promise<ExclusionRecord | undefined> {
  const row = await trx
    .deleteFrom("customer_exclusions")
    .where("connection_id", "=", connectionId)
    .where("customer_id", "=", customerId)
    .returningAll()
    .executeTakeFirst();
  return row && toExclusion(row);
}

function toExclusion(row: Selectable<CustomerExclusionsTable>): ExclusionRecord {
  return { customerId: row.customer_id, note: row.note, excludedBy: row.excluded_by, excludedAt: row.excluded_at };
}
