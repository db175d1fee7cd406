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

export interface FormerNamesQuery {
  readonly partnerId: string;
  readonly providerId: string;
  readonly ids: readonly string[];
  /** Names as they were then: an account that was enabled later has ids of its own. */
  readonly until: Date;
}

/** Of products that no service is mapped to any more, by id: the history knows what they were called when they were chosen. */
export async function listFormerProductNames(db: Db | Trx, query: FormerNamesQuery): Promise<Map<string, string>> {
  if (query.ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select distinct on (change -> 'to' ->> 'productId') change -> 'to' ->> 'productId' as id, change -> 'to' ->> 'identifier' as name
      from audit_events e, jsonb_array_elements(e.facts -> 'changes') as change
     where e.partner_id = ${query.partnerId} and e.action = 'mapping.saved' and e.facts ->> 'providerId' = ${query.providerId}
       and e.at <= ${query.until} and change -> 'to' ->> 'productId' = any(${[...query.ids]}::text[])
     order by change -> 'to' ->> 'productId', e.id desc`.execute(db);
  return new Map(rows.flatMap(({ id, name }) => (name === "" ? [] : [[id, name] as const])));
}

/** Of agreements that nobody is assigned to any more, by id, from the history too. */
export async function listFormerAgreementNames(
  db: Db | Trx,
  query: FormerNamesQuery,
): Promise<Map<string, Pick<AgreementNames, "agreementName" | "companyName">>> {
  if (query.ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; agreement_name: string; company_name: string }>`
    select distinct on (e.facts -> 'to' ->> 'agreementId')
           e.facts -> 'to' ->> 'agreementId' as id, e.facts -> 'to' ->> 'agreementName' as agreement_name,
           e.facts -> 'to' ->> 'companyName' as company_name
      from audit_events e
     where e.partner_id = ${query.partnerId} and e.action = 'customer.assigned' and e.facts ->> 'providerId' = ${query.providerId}
       and e.at <= ${query.until} and e.facts -> 'to' ->> 'agreementId' = any(${[...query.ids]}::text[])
     order by e.facts -> 'to' ->> 'agreementId', e.id desc`.execute(db);
  return new Map(rows.map((row) => [row.id, { agreementName: row.agreement_name, companyName: row.company_name }]));
}
