import { CHOSEN_REASONS, type ReasonCode, type RunStatus } from "@integrations/core";
import { sql } from "kysely";
import type { Trx } from "../client.ts";
import { containsPattern } from "./like-pattern.ts";

/** What is worst about a connection; the first that fits. `none` is a partner without a connection. */
export const HEALTH_STATES = ["attention", "failing", "late", "held", "problems", "paused", "fine", "none"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export const HEALTH_SORTS = ["worst", "name", "night", "problems", "requests"] as const;
export type HealthSort = (typeof HEALTH_SORTS)[number];

/** How a partner stands with one provider, or that it has enabled none. */
export interface PartnerHealth {
  readonly partnerId: string;
  readonly partnerName: string;
  readonly connectionId: string | null;
  readonly providerId: string | null;
  readonly status: "active" | "paused" | "attention" | null;
  readonly attentionReason: ReasonCode | null;
  readonly state: HealthState;
  /** The last night that came to an end, or is held. */
  readonly lastNight: {
    readonly runId: string;
    readonly night: string;
    readonly status: RunStatus;
    readonly reason: ReasonCode | null;
    readonly finishedAt: Date | null;
  } | null;
  /** Nights that failed one after another up to now. */
  readonly failedNights: number;
  /** What the last run over all of it left undone. */
  readonly problems: number;
  /** The same by reason, the most frequent first. */
  readonly problemsByReason: ReadonlyArray<{ readonly reason: ReasonCode; readonly count: number }>;
  /** A night that is queued or under way, the oldest one: `YYYY-MM-DD`. */
  readonly oldestNightNotDone: string | null;
  readonly heldRuns: number;
  readonly openRequests: number;
}

export interface HealthQuery {
  readonly search?: string | undefined;
  readonly state?: HealthState | undefined;
  /** Only those with open requests. */
  readonly withRequests?: boolean | undefined;
  readonly providerId?: string | undefined;
  readonly sort: HealthSort;
  /** Position of the last row of the page before. */
  readonly after?: HealthPosition | undefined;
  readonly limit: number;
  /** Nights queued before this are late. */
  readonly lateBefore: Date;
}

export interface HealthPosition {
  readonly key: number;
  readonly name: string;
  readonly rowId: string;
}

/** One row for each connection, and one for each partner without; in the scope of support. */
export async function listPartnerHealth(
  trx: Trx,
  query: HealthQuery,
): Promise<Array<PartnerHealth & { readonly position: HealthPosition }>> {
  const { after } = query;
  const { rows } = await sql<HealthRow>`
    with page as (
      select h.*, ${sql.raw(SORT_KEYS[query.sort])} as sort_key from (${allRows(query)}) h
       where ${query.state === undefined ? sql`true` : sql`h.state = ${query.state}`}
         and ${query.withRequests === true ? sql`h.requests > 0` : sql`true`}
    ), cut as (
      select * from page
       where ${after === undefined ? sql`true` : sql`(sort_key, sort_name, row_id) > (${after.key}::double precision, ${after.name}, ${after.rowId})`}
       order by sort_key, sort_name, row_id limit ${query.limit}
    )
    select cut.*, found.by_reason from cut
      left join lateral (
        select jsonb_agg(jsonb_build_object('reason', p.reason, 'count', p.n) order by p.n desc, p.reason) as by_reason
          from (select reason, count(*) as n from desk_problems
            where run_id = cut.last_run_id and reason <> all(${sql.lit(`{${CHOSEN_REASONS.join(",")}}`)}::text[]) group by reason) p
      ) found on cut.problems > 0
     order by sort_key, sort_name, row_id`.execute(trx);
  return rows.map(toHealth);
}

export type HealthCounts = Readonly<Record<HealthState, number>> & { readonly total: number; readonly withRequests: number };

/** How many rows there are of each state, for the same search. */
export async function countPartnerHealth(
  trx: Trx,
  query: Pick<HealthQuery, "search" | "providerId" | "lateBefore">,
): Promise<HealthCounts> {
  const { rows } = await sql<{ state: HealthState; n: number; requests: number }>`
    select h.state, count(*) as n, count(*) filter (where h.requests > 0) as requests from (${allRows(query)}) h group by h.state`.execute(
    trx,
  );
  const counts = Object.fromEntries(HEALTH_STATES.map((state) => [state, 0])) as Record<HealthState, number>;
  for (const { state, n } of rows) counts[state] = n;
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return { ...counts, total: sum(({ n }) => n), withRequests: sum(({ requests }) => requests) };
}

/** Ascending in each case, so that a later page begins behind a position. */
const SORT_KEYS: Readonly<Record<HealthSort, string>> = {
  worst: "h.rank::double precision",
  name: "0::double precision",
  night: "coalesce(extract(epoch from h.last_night), 0)::double precision",
  problems: "-coalesce(h.problems, 0)::double precision",
  requests: "-h.requests::double precision",
};

function allRows({ search, providerId, lateBefore }: Pick<HealthQuery, "search" | "providerId" | "lateBefore">) {
  const pattern = search === undefined || search === "" ? undefined : containsPattern(search.toLowerCase());
  return sql`
    select facts.*, array_position(${sql.lit(`{${HEALTH_STATES.join(",")}}`)}::text[], facts.state) as rank from (
      select p.id as partner_id, p.name as partner_name, lower(p.name) as sort_name, c.id as connection_id, c.provider_id, c.status,
          c.attention_reason, coalesce(c.id::text, p.id) as row_id,
          night.id as night_run_id, night.night as last_night, night.status as night_status, night.reason as night_reason,
          night.finished_at as night_finished_at,
          coalesce(failing.nights, 0) as failed_nights,
          last_run.id as last_run_id, coalesce(last_run.problems, 0) as problems,
          waiting.oldest_night, coalesce(waiting.held, 0) as held, coalesce(asked.n, 0) as requests,
          case
            when c.id is null then 'none'
            when c.status = 'attention' then 'attention'
            when c.status = 'paused' then 'paused'
            when coalesce(failing.nights, 0) > 0 then 'failing'
            when waiting.oldest_queued_at < ${lateBefore} then 'late'
            when coalesce(waiting.held, 0) > 0 then 'held'
            when coalesce(last_run.problems, 0) > 0 then 'problems'
            else 'fine'
          end as state
        from partners p
        left join connections c on c.partner_id = p.id
        left join lateral (
          select r.id, r.night, r.status, r.reason, r.finished_at from desk_runs r
           where r.connection_id = c.id and r.night is not null and r.status not in ('queued', 'running')
           order by r.night desc limit 1
        ) night on true
        left join lateral (
          select r.id, coalesce((r.counts ->> 'skipped')::integer, 0) - coalesce((r.counts ->> 'chosen')::integer, 0)
              + coalesce((r.counts ->> 'failed')::integer, 0) as problems
            from desk_runs r
           where r.partner_id = c.partner_id and r.connection_id = c.id and r.customer_id is null and r.trigger <> 'preview'
             and r.status in ('succeeded', 'succeeded_with_problems')
           order by r.queued_at desc limit 1
        ) last_run on true
        left join lateral (
          select count(*) as nights from desk_runs r
           where r.connection_id = c.id and r.night is not null and r.status = 'failed' and night.status = 'failed'
             and r.queued_at > coalesce((
               select max(good.queued_at) from desk_runs good
                where good.partner_id = c.partner_id and good.connection_id = c.id and good.customer_id is null and good.trigger <> 'preview'
                  and good.status in ('succeeded', 'succeeded_with_problems', 'held')), '-infinity')
        ) failing on true
        left join lateral (
          select count(*) filter (where r.status = 'held') as held,
              min(r.night) filter (where r.status <> 'held') as oldest_night,
              min(r.queued_at) filter (where r.status <> 'held' and r.night is not null) as oldest_queued_at
            from desk_runs r where r.connection_id = c.id and r.status in ('queued', 'running', 'held')
        ) waiting on true
        left join lateral (
          select count(*) as n from unmap_requests u where u.connection_id = c.id and u.closed_at is null
        ) asked on true
       where ${pattern === undefined ? sql`true` : sql`(lower(p.name) like ${pattern} or lower(p.id) like ${pattern})`}
         and ${providerId === undefined ? sql`true` : sql`c.provider_id = ${providerId}`}
    ) facts`;
}

interface HealthRow {
  readonly partner_id: string;
  readonly partner_name: string;
  readonly sort_name: string;
  readonly sort_key: number;
  readonly row_id: string;
  readonly connection_id: string | null;
  readonly provider_id: string | null;
  readonly status: PartnerHealth["status"];
  readonly attention_reason: ReasonCode | null;
  readonly state: HealthState;
  readonly night_run_id: string | null;
  readonly last_night: string | null;
  readonly night_status: RunStatus | null;
  readonly night_reason: ReasonCode | null;
  readonly night_finished_at: Date | null;
  readonly failed_nights: number;
  readonly problems: number;
  readonly oldest_night: string | null;
  readonly held: number;
  readonly requests: number;
  readonly by_reason: PartnerHealth["problemsByReason"] | null;
}

function toHealth(row: HealthRow): PartnerHealth & { readonly position: HealthPosition } {
  const { night_run_id: runId, last_night: night, night_status: status } = row;
  return {
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    connectionId: row.connection_id,
    providerId: row.provider_id,
    status: row.status,
    attentionReason: row.attention_reason,
    state: row.state,
    lastNight:
      runId === null || night === null || status === null
        ? null
        : { runId, night, status, reason: row.night_reason, finishedAt: row.night_finished_at },
    failedNights: row.failed_nights,
    problems: row.problems,
    problemsByReason: row.by_reason ?? [],
    oldestNightNotDone: row.oldest_night,
    heldRuns: row.held,
    openRequests: row.requests,
    position: { key: row.sort_key, name: row.sort_name, rowId: row.row_id },
  };
}
