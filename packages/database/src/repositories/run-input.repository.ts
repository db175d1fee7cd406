import type { AssignedCustomer, LineDecision, RememberedLine, ZeroPolicy } from "@integrations/core";
import { sql } from "kysely";
import type { Db } from "../client.ts";
import { toConnection, type ConnectionRecord } from "./connection.repository.ts";
import { CREDENTIALS_FINGERPRINT } from "./run-fence.ts";

/** What a run is computed from: one consistent picture of one connection. */
export interface RunInput {
  readonly connection: ConnectionRecord;
  /** See `LeaseRenewal`: tells whether settings or secrets were changed since. */
  readonly fingerprint: string;
  readonly timeZone: string;
  /** Bundle code to its members' codes. */
  readonly bundles: ReadonlyMap<string, readonly string[]>;
  /** Service code to product id. */
  readonly mappings: ReadonlyMap<string, string>;
  /** Service code to what is done where its count falls to 0; `write` where it is not named. */
  readonly zeroPolicies: ReadonlyMap<string, ZeroPolicy>;
  /** Agreements that a customer is assigned to, or on which a line is kept. */
  readonly agreements: readonly RunInputAgreement[];
}

/**
 * One agreement, kept as the text it came in: a partner may have very many, and each is needed only for the moment in which it
 * is planned.
 */
export interface RunInputAgreement {
  readonly agreementId: string;
  readonly customersJson: string | null;
  readonly keptJson: string | null;
}

type CustomerTuple = [
  customerId: string,
  archived: boolean,
  observedAtMs: number | null,
  quantities: Record<string, number> | null,
  excluded: boolean,
];
type KeptTuple = [productId: string, lineId: string, decision: LineDecision | null];

export function customersOf(agreement: RunInputAgreement): AssignedCustomer[] {
  if (agreement.customersJson === null) return [];
  return (JSON.parse(agreement.customersJson) as CustomerTuple[]).map(([customerId, archived, observedAtMs, quantities, excluded]) => ({
    customerId,
    agreementId: agreement.agreementId,
    archived,
    excluded,
    snapshot:
      observedAtMs === null || quantities === null
        ? null
        : { observedAt: new Date(observedAtMs), quantities: new Map(Object.entries(quantities)) },
  }));
}

export function keptLinesOf(agreement: RunInputAgreement): RememberedLine[] {
  if (agreement.keptJson === null) return [];
  return (JSON.parse(agreement.keptJson) as KeptTuple[]).map(([productId, lineId, decision]) => ({
    agreementId: agreement.agreementId,
    productId,
    lineId,
    decision,
  }));
}

export interface RunInputQuery {
  readonly connectionId: string;
  /** Where given: only the agreement of this customer, with everybody who is assigned to it. */
  readonly customerId: string | null;
}

interface HeaderJson {
  readonly connection: Parameters<typeof toConnection>[0];
  readonly fingerprint: string;
  readonly timeZone: string;
  readonly bundles: Record<string, string[]> | null;
  readonly mappings: Record<string, string> | null;
  readonly zeroPolicies: Record<string, ZeroPolicy> | null;
}

/**
 * Everything a run needs, by one statement: it sees one moment, whatever is saved meanwhile, and costs one round trip.
 * @returns undefined where the connection is gone
 */
export async function loadRunInput(db: Db, query: RunInputQuery): Promise<RunInput | undefined> {
  const inScope =
    query.customerId === null
      ? sql`true`
      : sql`t.agreement_id in (select s.agreement_id from assignments s
            where s.connection_id = ${query.connectionId}::uuid and s.customer_id = ${query.customerId})`;
  const { rows } = await sql<{ agreement_id: string | null; first: string | null; second: string | null }>`
    with assigned as (
      select t.agreement_id, json_agg(json_build_array(t.customer_id, cu.archived_at is not null,
          floor(extract(epoch from q.observed_at) * 1000), q.quantities, x.customer_id is not null) order by t.customer_id)::text as customers
        from assignments t
        join customers cu on cu.partner_id = t.partner_id and cu.id = t.customer_id
        left join quantity_snapshots q on q.partner_id = t.partner_id and q.customer_id = t.customer_id
        left join customer_exclusions x on x.connection_id = t.connection_id and x.customer_id = t.customer_id
       where t.connection_id = ${query.connectionId}::uuid and ${inScope}
       group by t.agreement_id
    ), kept as (
      select t.agreement_id, json_agg(json_build_array(t.product_id, t.line_id, t.decision) order by t.product_id)::text as lines
        from kept_lines t
       where t.connection_id = ${query.connectionId}::uuid and ${inScope}
       group by t.agreement_id
    )
    select null as agreement_id, json_build_object(
        'connection', to_json(c), 'fingerprint', ${CREDENTIALS_FINGERPRINT}, 'timeZone', p.time_zone,
        'zeroPolicies', (select json_object_agg(m.service_code, m.zero_policy) from mappings m
          where m.connection_id = c.id and m.zero_policy <> 'write'),
        'mappings', (select json_object_agg(m.service_code, m.product_id) from mappings m where m.connection_id = c.id),
        'bundles', (select json_object_agg(b.bundle_code, b.members) from
          (select bundle_code, json_agg(service_code order by service_code) as members from bundle_members group by bundle_code) b)
      )::text as first, null as second
      from connections c join partners p on p.id = c.partner_id
     where c.id = ${query.connectionId}::uuid
    union all
    select agreement_id, assigned.customers, kept.lines from assigned full join kept using (agreement_id)`.execute(db);
  const header = rows.find((row) => row.agreement_id === null)?.first;
  if (header == null) return undefined;
  const { connection, fingerprint, timeZone, bundles, mappings, zeroPolicies } = JSON.parse(header) as HeaderJson;
  return {
    connection: toConnection({
      ...connection,
      enabled_at: new Date(connection.enabled_at),
      updated_at: new Date(connection.updated_at),
    }),
    fingerprint,
    timeZone,
    bundles: new Map(Object.entries(bundles ?? {})),
    mappings: new Map(Object.entries(mappings ?? {})),
    zeroPolicies: new Map(Object.entries(zeroPolicies ?? {})),
    agreements: rows.flatMap(({ agreement_id: agreementId, first, second }) =>
      agreementId === null ? [] : [{ agreementId, customersJson: first, keptJson: second }],
    ),
  };
}
