import { sql, type Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { CustomersTable } from "../schema/tables.ts";

export interface CustomerRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
  readonly domains: readonly string[];
  /** Set for a customer the partner has given up: it wants 0 of everything. */
  readonly archivedAt: Date | null;
}

export interface CustomerKey {
  readonly partnerId: string;
  readonly customerId: string;
}

export async function findCustomer(db: Db | Trx, key: CustomerKey): Promise<CustomerRecord | undefined> {
  const row = await byKey(db, key).executeTakeFirst();
  return row && toCustomer(row);
}

/** Names by id, of those there are. */
export async function listCustomerNames(db: Db | Trx, partnerId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from customers where partner_id = ${partnerId} and id = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Keeps the customer as it is until the transaction ends. */
export async function lockCustomer(trx: Trx, key: CustomerKey): Promise<CustomerRecord | undefined> {
  const row = await byKey(trx, key).forUpdate().executeTakeFirst();
  return row && toCustomer(row);
}

export async function findCustomers(db: Db | Trx, partnerId: string, ids: readonly string[]): Promise<CustomerRecord[]> {
  return (await byIds(db, partnerId, ids).execute()).map(toCustomer);
}

/** Keeps the customers as they are until the transaction ends; in the order in which everybody locks several. */
export async function lockCustomers(trx: Trx, partnerId: string, ids: readonly string[]): Promise<CustomerRecord[]> {
  return (await byIds(trx, partnerId, ids).orderBy("id").forUpdate().execute()).map(toCustomer);
}

/** Which of these ids the partner has no customer for. */
export async function findUnknownCustomers(db: Db | Trx, partnerId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select given.id from unnest(${ids}::text[]) as given (id)
    where not exists (select from customers where customers.partner_id = ${partnerId} and customers.id = given.id)`.execute(db);
  return rows.map((row) => row.id);
}

export interface CustomerToPut {
  readonly id: string;
  readonly name: string;
  /** Left out, a known customer keeps what it has. */
  readonly domains?: readonly string[] | undefined;
  /** Left out, a known customer stays as it is. */
  readonly archived?: boolean | undefined;
}

/** Makes or changes all of them in one statement. @returns how many are different from before, or new */
export async function putCustomers(trx: Trx, partnerId: string, customers: readonly CustomerToPut[], at: Date): Promise<number> {
  const given = JSON.stringify(
    customers.map(({ id, name, domains, archived }) => ({ id, name, domains: domains ?? null, archived: archived ?? null })),
  );
  const { numAffectedRows } = await sql`
    insert into customers as stored (partner_id, id, name, domains, archived_at, created_at, updated_at)
    select ${partnerId}, given.id, given.name, coalesce(given.domains, known.domains, '{}'),
      case when coalesce(given.archived, known.archived_at is not null, false) then coalesce(known.archived_at, ${at}) end, ${at}, ${at}
    from jsonb_to_recordset(${given}::jsonb) as given (id text, name text, domains text[], archived boolean)
    left join customers as known on known.partner_id = ${partnerId} and known.id = given.id
    order by given.id
    on conflict (partner_id, id) do update
    set name = excluded.name, domains = excluded.domains, archived_at = excluded.archived_at, updated_at = excluded.updated_at
    where (stored.name, stored.domains, stored.archived_at) is distinct from (excluded.name, excluded.domains, excluded.archived_at)
    `.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

function byIds(db: Db | Trx, partnerId: string, ids: readonly string[]) {
  return db
    .selectFrom("customers")
    .selectAll()
    .where("partner_id", "=", partnerId)
    .where((eb) => eb("id", "=", eb.fn.any(sql<string[]>`${ids}::text[]`)));
}

function byKey(db: Db | Trx, key: CustomerKey) {
  return db.selectFrom("customers").selectAll().where("partner_id", "=", key.partnerId).where("id", "=", key.customerId);
}

function toCustomer(row: Selectable<CustomersTable>): CustomerRecord {
  return { id: row.id, partnerId: row.partner_id, name: row.name, domains: row.domains, archivedAt: row.archived_at };
}
