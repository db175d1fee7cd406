import { sql, type RawBuilder } from "kysely";
import type { Db, Trx } from "../client.ts";

/** Why the usage of a customer is not billed by a connection. Archived customers have no usage that anybody would bill. */
export const UNBILLED_CAUSES = ["not_assigned", "excluded", "quantities_stale", "quantities_missing"] as const;
export type UnbilledCause = (typeof UNBILLED_CAUSES)[number];

export interface UnbilledCustomer {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly cause: UnbilledCause;
  /** All units of the latest count; null where none was ever received. */
  readonly units: number | null;
  readonly observedAt: Date | null;
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly agreement: { readonly id: string; readonly name: string } | null;
  /** What the partner wrote when it excluded the customer. */
  readonly note: string | null;
}

interface UnbilledScope {
  readonly connectionId: string;
  readonly partnerId: string;
  /** A count that was observed before is too old to bill by. */
  readonly staleBefore: Date;
}

export interface UnbilledQuery extends UnbilledScope {
  readonly cause?: UnbilledCause | undefined;
  /** The last one of the page before. */
  readonly after?: { readonly units: number | null; readonly id: string } | undefined;
  readonly limit: number;
}

/** The largest first; assigned customers whose count never came have no size and stand at the end. */
export async function listUnbilledCustomers(db: Db | Trx, query: UnbilledQuery): Promise<UnbilledCustomer[]> {
  const isAmongMissing = query.after?.units === null;
  const counted = isAmongMissing || query.cause === "quantities_missing" ? [] : await listCounted(db, query);
  const room = query.limit - counted.length;
  if (room <= 0 || (query.cause !== undefined && query.cause !== "quantities_missing")) return counted;
  return [...counted, ...(await listMissing(db, { ...query, afterId: isAmongMissing ? query.after?.id : undefined, limit: room }))];
}

/** Read in the order of an index, so that a page costs no sum and no sort. */
async function listCounted(db: Db | Trx, query: UnbilledQuery): Promise<UnbilledCustomer[]> {
  const { after } = query;
  const next = after === undefined ? sql`` : sql`and (q.units, q.customer_id) < (${after.units}::bigint, ${after.id})`;
  const { rows } = await sql<UnbilledRow>`
    select c.id, c.name, c.domains, q.units, q.observed_at, a.company_id, a.company_name, a.agreement_id, a.agreement_name, x.note,
      ${causeOf(query)} as cause
    from quantity_snapshots as q
    join customers as c on c.partner_id = q.partner_id and c.id = q.customer_id
    ${placesOf(query)}
    where q.partner_id = ${query.partnerId} and q.units > 0 and c.archived_at is null and ${conditionOf(query)} ${next}
    order by q.units desc, q.customer_id desc
    limit ${query.limit}`.execute(db);
  return rows.map(toUnbilled);
}

async function listMissing(
  db: Db | Trx,
  query: UnbilledScope & { readonly afterId: string | undefined; readonly limit: number },
): Promise<UnbilledCustomer[]> {
  const next = query.afterId === undefined ? sql`` : sql`and a.customer_id > ${query.afterId}`;
  const { rows } = await sql<UnbilledRow>`
    select c.id, c.name, c.domains, null::bigint as units, null::timestamptz as observed_at, a.company_id, a.company_name, a.agreement_id,
      a.agreement_name, null as note, 'quantities_missing' as cause
    from assignments as a
    join customers as c on c.partner_id = a.partner_id and c.id = a.customer_id
    where a.connection_id = ${query.connectionId} and c.archived_at is null and ${isMissing(query)} ${next}
    order by a.customer_id
    limit ${query.limit}`.execute(db);
  return rows.map(toUnbilled);
}

export interface UnbilledTotals {
  readonly customers: number;
  readonly units: number;
}

/** How much it is by each cause. Looks at every customer of the partner; for the figures beside the list, not for a page of it. */
export async function sumUnbilled(db: Db | Trx, query: UnbilledScope): Promise<Record<UnbilledCause, UnbilledTotals>> {
  const { rows } = await sql<{ cause: UnbilledCause; customers: number; units: number }>`
    select ${causeOf(query)} as cause, count(*) as customers, sum(q.units)::bigint as units
    from quantity_snapshots as q
    join customers as c on c.partner_id = q.partner_id and c.id = q.customer_id
    ${placesOf(query)}
    where q.partner_id = ${query.partnerId} and q.units > 0 and c.archived_at is null and ${conditionOf(query)}
    group by 1
    union all
    select 'quantities_missing', count(*), 0
    from assignments as a
    join customers as c on c.partner_id = a.partner_id and c.id = a.customer_id
    where a.connection_id = ${query.connectionId} and c.archived_at is null and ${isMissing(query)}`.execute(db);
  const found = new Map(rows.map(({ cause, customers, units }) => [cause, { customers, units }]));
  const nothing = { customers: 0, units: 0 };
  return {
    not_assigned: found.get("not_assigned") ?? nothing,
    excluded: found.get("excluded") ?? nothing,
    quantities_stale: found.get("quantities_stale") ?? nothing,
    quantities_missing: found.get("quantities_missing") ?? nothing,
  };
}

function placesOf({ connectionId }: UnbilledScope): RawBuilder<unknown> {
  return sql`
    left join assignments as a on a.connection_id = ${connectionId} and a.customer_id = q.customer_id
    left join customer_exclusions as x on x.connection_id = ${connectionId} and x.customer_id = q.customer_id`;
}

function causeOf({ staleBefore }: UnbilledScope): RawBuilder<unknown> {
  return sql`case
    when x.customer_id is not null then 'excluded'
    when a.customer_id is null then 'not_assigned'
    when q.observed_at < ${staleBefore} then 'quantities_stale' end`;
}

function conditionOf({ cause, staleBefore }: Pick<UnbilledQuery, "cause" | "staleBefore">): RawBuilder<unknown> {
  switch (cause) {
    case "excluded":
      return sql`x.customer_id is not null`;
    case "not_assigned":
      return sql`x.customer_id is null and a.customer_id is null`;
    case "quantities_stale":
      return sql`x.customer_id is null and a.customer_id is not null and q.observed_at < ${staleBefore}`;
    case undefined:
    case "quantities_missing":
      return sql`(x.customer_id is not null or a.customer_id is null or q.observed_at < ${staleBefore})`;
  }
}

/** Of assignment `a`: no count ever came, and the partner has not left the customer out anyway. */
function isMissing({ connectionId }: UnbilledScope): RawBuilder<unknown> {
  return sql`not exists (select from quantity_snapshots as q where q.partner_id = a.partner_id and q.customer_id = a.customer_id)
    and not exists (select from customer_exclusions as x where x.connection_id = ${connectionId} and x.customer_id = a.customer_id)`;
}

interface UnbilledRow {
  readonly id: string;
  readonly name: string;
  readonly domains: string[];
  readonly units: number | null;
  readonly observed_at: Date | null;
  readonly company_id: string | null;
  readonly company_name: string | null;
  readonly agreement_id: string | null;
  readonly agreement_name: string | null;
  readonly note: string | null;
  readonly cause: UnbilledCause;
}

function toUnbilled(row: UnbilledRow): UnbilledCustomer {
  const { company_id: companyId, agreement_id: agreementId } = row;
  return {
    id: row.id,
    name: row.name,
    domains: row.domains,
    cause: row.cause,
    units: row.units,
    observedAt: row.observed_at,
    company: companyId === null ? null : { id: companyId, name: row.company_name ?? "" },
    agreement: agreementId === null ? null : { id: agreementId, name: row.agreement_name ?? "" },
    note: row.note,
  };
}
