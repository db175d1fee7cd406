import type { ZeroPolicy } from "@integrations/core";
import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { MappingsTable } from "../schema/tables.ts";

/** A service and the product it is on the agreements. */
export interface MappingRecord {
  readonly serviceCode: string;
  readonly productId: string;
  readonly productIdentifier: string;
  readonly productDescription: string;
  readonly mappedAt: Date;
  /** What is done where the count of the service falls to 0. */
  readonly zeroPolicy: ZeroPolicy;
}

export async function listMappings(db: Db | Trx, connectionId: string): Promise<MappingRecord[]> {
  const rows = await db.selectFrom("mappings").selectAll().where("connection_id", "=", connectionId).orderBy("service_code").execute();
  return rows.map(toMapping);
}

/** Makes or changes these; the others stay, and so does what each does at 0. */
export async function putMappings(
  trx: Trx,
  connection: { readonly id: string; readonly partnerId: string },
  mappings: ReadonlyArray<Omit<MappingRecord, "zeroPolicy">>,
): Promise<void> {
  if (mappings.length === 0) return;
  await trx
    .insertInto("mappings")
    .values(
      mappings.map((mapping) => ({
        connection_id: connection.id,
        partner_id: connection.partnerId,
        service_code: mapping.serviceCode,
        product_id: mapping.productId,
        product_identifier: mapping.productIdentifier,
        product_description: mapping.productDescription,
        mapped_at: mapping.mappedAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["connection_id", "service_code"]).doUpdateSet({
        product_id: sql`excluded.product_id`,
        product_identifier: sql`excluded.product_identifier`,
        product_description: sql`excluded.product_description`,
        mapped_at: sql`excluded.mapped_at`,
      }),
    )
    .execute();
}

export async function saveZeroPolicy(trx: Trx, connectionId: string, serviceCode: string, zeroPolicy: ZeroPolicy): Promise<void> {
  await trx
    .updateTable("mappings")
    .set({ zero_policy: zeroPolicy })
    .where("connection_id", "=", connectionId)
    .where("service_code", "=", serviceCode)
    .execute();
}

/** @returns the mapping that was there */
export async function deleteMapping(trx: Trx, connectionId: string, serviceCode: string): Promise<MappingRecord | undefined> {
  const row = await trx
    .deleteFrom("mappings")
    .where("connection_id", "=", connectionId)
    .where("service_code", "=", serviceCode)
    .returningAll()
    .executeTakeFirst();
  return row && toMapping(row);
}

function toMapping(row: Selectable<MappingsTable>): MappingRecord {
  return {
    serviceCode: row.service_code,
    productId: row.product_id,
    productIdentifier: row.product_identifier,
    productDescription: row.product_description,
    mappedAt: row.mapped_at,
    zeroPolicy: row.zero_policy,
  };
}
