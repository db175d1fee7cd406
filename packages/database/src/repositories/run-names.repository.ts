import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

/** What a person calls an agreement that a change is about. */
export interface AgreementNames {
  readonly agreementName: string;
  readonly companyName: string;
  readonly customers: ReadonlyArray<{ readonly customerId: string; readonly name: string }>;
}

/** Of the agreements that somebody is assigned to, by id. */
export async function listAgreementNames(
  db: Db | Trx,
  connectionId: string,
  agreementIds: readonly string[],
): Promise<Map<string, AgreementNames>> {
  if (agreementIds.length === 0) return new Map();
  const { rows } = await sql<{
    agreement_id: string;
    agreement_name: string;
    company_name: string;
    customers: AgreementNames["customers"];
  }>`
    select a.agreement_id, min(a.agreement_name) as agreement_name, min(a.company_name) as company_name,
           json_agg(json_build_object('customerId', c.id, 'name', c.name) order by lower(c.name), c.id) as customers
      from assignments a join customers c on c.partner_id = a.partner_id and c.id = a.customer_id
     where a.connection_id = ${connectionId}::uuid and a.agreement_id = any(${[...agreementIds]}::text[])
     group by a.agreement_id`.execute(db);
  return new Map(
    rows.map((row) => [row.agreement_id, { agreementName: row.agreement_name, companyName: row.company_name, customers: row.customers }]),
  );
}

export interface ProductNames {
  readonly identifier: string;
  readonly description: string;
}

/** Of the products that a service is mapped to, by id. */
export async function listProductNames(db: Db | Trx, connectionId: string): Promise<Map<string, ProductNames>> {
  const rows = await db
    .selectFrom("mappings")
    .select(["product_id", "product_identifier", "product_description"])
    .where("connection_id", "=", connectionId)
    .execute();
  return new Map(rows.map((row) => [row.product_id, { identifier: row.product_identifier, description: row.product_description }]));
}
