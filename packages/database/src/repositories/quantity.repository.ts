import type { QuantitySnapshot } from "@integrations/core";
import { sql } from "kysely";
import type { Db, Trx } from "../client.ts";

export interface SnapshotToPut {
  readonly customerId: string;
  /** Service or bundle code to units above 0. */
  readonly quantities: ReadonlyMap<string, number>;
}

/**
 * Replaces the snapshots of these customers in one statement, except where a newer one is stored. The customers must exist.
 * @returns how many were taken
 */
export async function putSnapshots(
  trx: Trx,
  snapshots: {
    readonly partnerId: string;
    readonly observedAt: Date;
    readonly receivedAt: Date;
    readonly customers: readonly SnapshotToPut[];
  },
): Promise<number> {
  const given = JSON.stringify(
    snapshots.customers.map(({ customerId, quantities }) => ({ customer_id: customerId, quantities: Object.fromEntries(quantities) })),
  );
  const { numAffectedRows } = await sql`
    insert into quantity_snapshots as stored (partner_id, customer_id, observed_at, quantities, received_at)
    select ${snapshots.partnerId}, given.customer_id, ${snapshots.observedAt}, given.quantities, ${snapshots.receivedAt}
    from jsonb_to_recordset(${given}::jsonb) as given (customer_id text, quantities jsonb)
    order by given.customer_id
    on conflict (partner_id, customer_id) do update
    set observed_at = excluded.observed_at, quantities = excluded.quantities, received_at = excluded.received_at
    where stored.observed_at <= excluded.observed_at`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

export async function findSnapshot(
  db: Db | Trx,
  key: { readonly partnerId: string; readonly customerId: string },
): Promise<QuantitySnapshot | undefined> {
  const row = await db
    .selectFrom("quantity_snapshots")
    .select(["observed_at", "quantities"])
    .where("partner_id", "=", key.partnerId)
    .where("customer_id", "=", key.customerId)
    .executeTakeFirst();
  return row && { observedAt: row.observed_at, quantities: new Map(Object.entries(row.quantities)) };
}

export interface ServiceUnits {
  /** Customers, archived ones left out, that have units of it. */
  readonly customers: number;
  readonly units: number;
}

/** What a partner's customers have now, by service code, with every bundle counted as its members. */
export async function sumUnitsByService(db: Db | Trx, partnerId: string): Promise<Map<string, ServiceUnits>> {
  const { rows } = await sql<{ code: string; customers: number; units: number }>`
    select code, count(*) as customers, sum(units)::bigint as units
    from (
      select quantity_snapshots.customer_id, coalesce(bundle_members.service_code, counted.key) as code, sum(counted.value::bigint) as units
      from quantity_snapshots
      join customers on customers.partner_id = quantity_snapshots.partner_id and customers.id = quantity_snapshots.customer_id
      cross join lateral jsonb_each_text(quantity_snapshots.quantities) as counted
      left join bundle_members on bundle_members.bundle_code = counted.key
      where quantity_snapshots.partner_id = ${partnerId} and customers.archived_at is null and counted.value <> '0'
      group by quantity_snapshots.customer_id, coalesce(bundle_members.service_code, counted.key)
    ) as by_customer
    group by code`.execute(db);
  return new Map(rows.map((row) => [row.code, { customers: row.customers, units: row.units }]));
}
