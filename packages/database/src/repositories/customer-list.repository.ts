import { CHOSEN_REASONS, type ReasonCode } from "@integrations/core";
import { sql, type RawBuilder } from "kysely";
import type { Db, Trx } from "../client.ts";
import { containsPattern } from "./like-pattern.ts";

export const CUSTOMER_STATUSES = ["not_assigned", "complete", "problem", "excluded"] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

export const CUSTOMER_SORTS = ["name", "-name", "company", "-company"] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

/** A customer as one connection sees it. */
export interface ListedCustomer {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly archived: boolean;
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly agreement: { readonly id: string; readonly name: string } | null;
  readonly assignedAt: Date | null;
  /** Excluded, whatever else there is; else assigned or not, with or without a problem. */
  readonly status: CustomerStatus;
  /** Why it is a problem: the first one of the last run that looked at the customer since it was assigned. */
  readonly reason: ReasonCode | null;
  /** All units of the latest count; null where none was ever received. */
  readonly units: number | null;
  readonly observedAt: Date | null;
  /** What the partner wrote when it excluded the customer; null where it is not excluded. */
  readonly note: string | null;
  /** Sort key, for the next page's `after`. */
  readonly sortKey: string;
}

export interface CustomerListQuery {
  readonly connectionId: string;
  readonly partnerId: string;
  /** Part of the name, the id or a domain, in any case. */
  readonly search?: string | undefined;
  readonly status?: CustomerStatus | undefined;
  readonly sort: CustomerSort;
  readonly after?: { readonly sortKey: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Archived customers are listed only while they are assigned. */
export async function listCustomers(db: Db | Trx, query: CustomerListQuery): Promise<ListedCustomer[]> {
  const byName = !query.sort.endsWith("company");
  const sortKey = byName ? sql`c.sort_name` : sql`coalesce(lower(a.company_name), '')`;
  const descending = query.sort.startsWith("-");
  const order = descending ? sql`${sortKey} desc, c.id desc` : sql`${sortKey}, c.id`;
  const conditions = listedConditions(query);
  if (query.after !== undefined) {
    conditions.push(sql`(${sortKey}, c.id) ${descending ? sql`<` : sql`>`} (${query.after.sortKey}, ${query.after.id})`);
  }
  // Where the page can be told from the customers alone, it is cut out first: no estimate of the planner can then make it read
  // what belongs to all the others.
  const isCutFirst = byName && query.status === undefined;
  const page = sql`select * from customers as c where ${sql.join(conditions, sql` and `)} order by ${order} limit ${query.limit}`;
  const others = [...conditions, ...statusConditions(query.status)];
  const { rows } = await sql<CustomerRow>`
    with ${coveringRuns(query.connectionId)}
    select c.id, c.name, c.domains, c.archived_at is not null as archived, ${sortKey} as sort_key,
      a.company_id, a.company_name, a.agreement_id, a.agreement_name, a.assigned_at, problem.reason,
      q.units, q.observed_at, x.note
    from ${isCutFirst ? sql`(${page})` : sql`customers`} as c
    left join assignments as a on a.connection_id = ${query.connectionId} and a.customer_id = c.id
    left join quantity_snapshots as q on q.partner_id = c.partner_id and q.customer_id = c.id
    left join customer_exclusions as x on x.connection_id = ${query.connectionId} and x.customer_id = c.id
    ${problemOf}
    where ${isCutFirst ? sql`true` : sql.join(others, sql` and `)}
    order by ${order}
    limit ${query.limit}`.execute(db);
  return rows.map(toListedCustomer);
}

export interface CustomerCounts {
  readonly total: number;
  readonly notAssigned: number;
  readonly complete: number;
  readonly problem: number;
  readonly excluded: number;
}

/** Looks at every customer of the partner; for a figure beside the list, not for a page of it. */
export async function countCustomers(
  db: Db | Trx,
  query: Pick<CustomerListQuery, "connectionId" | "partnerId" | "search">,
): Promise<CustomerCounts> {
  const { rows } = await sql<CustomerCounts>`
    with ${coveringRuns(query.connectionId)}
    select count(*) as total,
      count(*) filter (where x.note is null and a.agreement_id is null) as "notAssigned",
      count(*) filter (where x.note is null and a.agreement_id is not null and problem.reason is null) as complete,
      count(*) filter (where x.note is null and problem.reason is not null) as problem,
      count(*) filter (where x.note is not null) as excluded
    from customers as c
    left join assignments as a on a.connection_id = ${query.connectionId} and a.customer_id = c.id
    left join customer_exclusions as x on x.connection_id = ${query.connectionId} and x.customer_id = c.id
    ${problemOf}
    where ${sql.join(listedConditions(query), sql` and `)}`.execute(db);
  return rows[0] ?? { total: 0, notAssigned: 0, complete: 0, problem: 0, excluded: 0 };
}

export interface CustomerProblem {
  readonly reason: ReasonCode;
  readonly agreementId: string | null;
  readonly productId: string | null;
  readonly lineId: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly detail: string | null;
  readonly runId: string;
}

const MAX_PROBLEMS = 100;

/** Every problem of one assigned customer, as the last run that looked at it found them. */
export async function listCustomerProblems(
  db: Db | Trx,
  query: { readonly connectionId: string; readonly customerId: string },
): Promise<CustomerProblem[]> {
  const { rows } = await sql<CustomerProblem>`
    with ${coveringRuns(query.connectionId)}
    select change.reason, change.agreement_id as "agreementId", change.product_id as "productId", change.line_id as "lineId",
      change.before, change.after, change.detail, change.run_id as "runId"
    from assignments as a
    join lateral ${coveringRunOf} as covering on true
    join run_changes as change on ${isProblemOf}
    where a.connection_id = ${query.connectionId} and a.customer_id = ${query.customerId}
    order by change.position
    limit ${MAX_PROBLEMS}`.execute(db);
  return rows;
}

/**
 * The runs that say how customers stand: the last pass over the whole connection, and later ones for one customer. A preview
 * or a run that could not be carried out says nothing.
 */
function coveringRuns(connectionId: string): RawBuilder<unknown> {
  const finished = sql`trigger <> 'preview' and status in ('succeeded', 'succeeded_with_problems')`;
  return sql`
    whole as materialized (
      select id, queued_at, started_at from runs
      where connection_id = ${connectionId} and customer_id is null and ${finished}
      order by queued_at desc, id desc limit 1
    ),
    single as materialized (
      select distinct on (customer_id) customer_id, id, started_at from runs
      where connection_id = ${connectionId} and customer_id is not null and ${finished}
        and queued_at > coalesce((select queued_at from whole), '-infinity')
      order by customer_id, queued_at desc, id desc
    )`;
}

/** The run that looked at assignment `a` last; none where it was assigned after that. */
const coveringRunOf = sql`(
  select found.id from (
    (select single.id, single.started_at from single where single.customer_id = a.customer_id)
    union all
    (select whole.id, whole.started_at from whole where not exists (select from single where single.customer_id = a.customer_id))
  ) as found
  where found.started_at >= a.assigned_at
)`;

/** A change of a shared agreement that names no customer is everybody's on it. What the partner wants so is no problem. */
const isProblemOf = sql`change.run_id = covering.id and change.agreement_id = a.agreement_id and change.reason is not null
  and change.reason <> all(${sql.lit(`{${CHOSEN_REASONS.join(",")}}`)}::text[])
  and (change.customer_id is null or change.customer_id = a.customer_id)`;

const problemOf = sql`
  left join lateral (
    select change.reason
    from ${coveringRunOf} as covering
    join run_changes as change on ${isProblemOf}
    order by change.position limit 1
  ) as problem on true`;

function listedConditions(query: Pick<CustomerListQuery, "connectionId" | "partnerId" | "search">): Array<RawBuilder<unknown>> {
  const conditions = [
    sql`c.partner_id = ${query.partnerId}`,
    sql`(c.archived_at is null or exists (
      select from assignments as kept where kept.connection_id = ${query.connectionId} and kept.customer_id = c.id))`,
  ];
  if (query.search !== undefined && query.search !== "") {
    const pattern = containsPattern(query.search.toLowerCase());
    conditions.push(
      sql`(lower(c.name) like ${pattern} or lower(c.id) like ${pattern} or lower(array_to_string(c.domains, ' ')) like ${pattern})`,
    );
  }
  return conditions;
}

function statusConditions(status: CustomerStatus | undefined): Array<RawBuilder<unknown>> {
  switch (status) {
    case undefined:
      return [];
    case "not_assigned":
      return [sql`x.note is null and a.agreement_id is null`];
    case "complete":
      return [sql`x.note is null and a.agreement_id is not null and problem.reason is null`];
    case "problem":
      return [sql`x.note is null and problem.reason is not null`];
    case "excluded":
      return [sql`x.note is not null`];
  }
}

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly domains: string[];
  readonly archived: boolean;
  readonly sort_key: string;
  readonly company_id: string | null;
  readonly company_name: string | null;
  readonly agreement_id: string | null;
  readonly agreement_name: string | null;
  readonly assigned_at: Date | null;
  readonly reason: ReasonCode | null;
  readonly units: number | null;
  readonly observed_at: Date | null;
  readonly note: string | null;
}

function toListedCustomer(row: CustomerRow): ListedCustomer {
  const assigned = row.company_id !== null && row.agreement_id !== null;
  return {
    id: row.id,
    name: row.name,
    domains: row.domains,
    archived: row.archived,
    company: assigned ? { id: row.company_id, name: row.company_name ?? "" } : null,
    agreement: assigned ? { id: row.agreement_id, name: row.agreement_name ?? "" } : null,
    assignedAt: row.assigned_at,
    status: row.note !== null ? "excluded" : !assigned ? "not_assigned" : row.reason === null ? "complete" : "problem",
    reason: row.note === null ? row.reason : null,
    units: row.units,
    observedAt: row.observed_at,
    note: row.note,
    sortKey: row.sort_key,
  };
}
