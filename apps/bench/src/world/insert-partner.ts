import type { generateDataset } from "@integrations/connectwise-simulator";
import type { Database } from "@integrations/database";
import { sql } from "kysely";

export interface PartnerToInsert {
  readonly partnerId: string;
  readonly connectionId: string;
  readonly companyId: string;
  readonly secrets: string;
  readonly services: number;
  readonly everyNthDiffers: number;
  readonly callsPerMinute?: number;
}

export interface InsertedPartner {
  /** Lines counted otherwise than they stand. */
  readonly changes: number;
  /** Counted units by product, by agreement. */
  readonly counted: ReadonlyArray<readonly [agreementId: number, quantities: Readonly<Record<string, number>>]>;
}

export async function insertPartner(
  { db }: Database,
  dataset: ReturnType<typeof generateDataset>,
  partner: PartnerToInsert,
): Promise<InsertedPartner> {
  const { partnerId, connectionId, companyId, secrets, callsPerMinute } = partner;
  const { rows: services } = await sql<{ code: string }>`
    select code from services where kind = 'service' order by position limit ${partner.services}`.execute(db);
  const productIds = [...new Set(dataset.additions.slice(0, partner.services).map((line) => line.productId))];
  const products = new Map(dataset.products.map((product) => [product.id, product]));

  await db
    .insertInto("partners")
    .values({ id: partnerId, name: `Partner ${partnerId}` })
    .execute();
  await db
    .insertInto("connections")
    .values({
      id: connectionId,
      partner_id: partnerId,
      provider_id: "connectwise-manage",
      status: "active",
      settings: JSON.stringify({ companyId, useCustomSite: false }),
      preferences: JSON.stringify(callsPerMinute === undefined ? {} : { callsPerMinute }),
      secrets,
    })
    .execute();
  const mappings = services.map(({ code }, index) => {
    const product = products.get(productIds[index] ?? 0);
    if (product === undefined) throw new Error("There are fewer products than services.");
    const { id, identifier, description } = product;
    return {
      connection_id: connectionId,
      partner_id: partnerId,
      service_code: code,
      product_id: String(id),
      product_identifier: identifier,
      product_description: description,
    };
  });
  await db.insertInto("mappings").values(mappings).execute();

  let changes = 0;
  let line = 0;
  const counted: Array<readonly [number, Record<string, number>]> = [];
  const rows = dataset.agreements.map((agreement, index) => {
    const quantities: Record<string, number> = {};
    const byProduct: Record<string, number> = {};
    for (const { code } of services) {
      const { quantity, productId = 0 } = dataset.additions[line] ?? {};
      const standing = quantity ?? 0;
      const differs = partner.everyNthDiffers > 0 && line % partner.everyNthDiffers === 0;
      if (differs) changes += 1;
      const units = differs ? standing + 1 : standing;
      quantities[code] = units;
      byProduct[String(productId)] = units;
      line += 1;
    }
    counted.push([agreement.id, byProduct]);
    const company = dataset.companies[index];
    return {
      id: `customer-${index + 1}`,
      name: company?.name ?? "",
      company_id: String(agreement.companyId),
      agreement_id: String(agreement.id),
      agreement_name: agreement.name,
      quantities,
    };
  });
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as given(id text, name text, company_id text, agreement_id text, agreement_name text, quantities jsonb)
    ), added as (
      insert into customers (partner_id, id, name) select ${partnerId}, id, name from given
    ), counted as (
      insert into quantity_snapshots (partner_id, customer_id, observed_at, quantities) select ${partnerId}, id, now(), quantities from given
    )
    insert into assignments (connection_id, partner_id, customer_id, company_id, company_name, agreement_id, agreement_name)
      select ${connectionId}, ${partnerId}, id, company_id, name, agreement_id, agreement_name from given`.execute(db);
  return { changes, counted };
}
